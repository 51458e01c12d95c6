import type { VerificationTools } from "@/lib/evidence/scheme";
import { validateBySchema } from "@/lib/formats/json-schema/validate-by-schema";
import type { Jws } from "@/lib/formats/jws/jws";
import { textAt } from "@/lib/formats/tokens/claim-reader";
import { COMMITMENT_TYPE } from "@/lib/formats/tokens/token-kind";
import type { Check } from "@/lib/rats/check";
import type { VendorEndorsements } from "@/lib/rats/endorsements";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";

/** What a commitment must be beyond a good token: of its own type, about a model, and as its vendor registered. */
export async function commitmentChecks(
  tools: VerificationTools,
  jws: Jws,
  vendor: VendorEndorsements | undefined,
): Promise<readonly Check[]> {
  return [typeCheck(jws), modelCheck(jws), await schemaCheck(tools, jws, vendor)];
}

/** Explicit typing (RFC 8725 section 3.11): nothing else that the vendor's key signs can pass for a commitment. */
function typeCheck({ header }: Jws): Check {
  const base: CheckBase = {
    id: "commitment.type",
    group: "format",
    title: "Signed object is a commitment",
    source: "header typ",
  };
  const { typ } = header;
  const actual = typeof typ === "string" ? typ.slice(0, 64) : "not named";
  const values = { expected: COMMITMENT_TYPE, actual };
  return typ === COMMITMENT_TYPE
    ? checkOf.pass(base, values)
    : checkOf.fail(base, "TOKEN_MALFORMED", values);
}

function modelCheck({ claims }: Jws): Check {
  const base: CheckBase = {
    id: "commitment.model",
    group: "format",
    title: "Commitment names a model",
    source: "claim model.id",
  };
  const id = textAt(claims, "model.id");
  return id !== null && id !== ""
    ? checkOf.pass(base, { actual: id.slice(0, 256) })
    : checkOf.fail(base, "TOKEN_MALFORMED", { detail: "model.id is no text" });
}

async function schemaCheck(
  { schemas, cache }: VerificationTools,
  { claims, claimsText }: Jws,
  vendor: VendorEndorsements | undefined,
): Promise<Check> {
  const base: CheckBase = {
    id: "commitment.schema",
    group: "policy",
    title: "Commitment has the registered form",
    source: vendor === undefined ? null : `schema of ${vendor.name}`,
  };
  if (vendor?.schema === undefined) {
    return checkOf.notAsked(base, "no schema is registered for this vendor");
  }
  if (schemas === undefined) {
    return checkOf.skipWith(base, "NOT_CHECKED_HERE", {
      detail: "a schema is not run in a browser",
    });
  }
  const result = await validateBySchema(
    { schemas, cache },
    { document: claims, length: claimsText.length, schema: vendor.schema },
  );
  if (!result.ok) return checkOf.fail(base, result.failure.code, { detail: result.failure.detail });
  if (result.value.length === 0) return checkOf.pass(base);
  const detail = result.value
    .map(({ at, keyword, detail: text }) => `${at === "" ? "/" : at} ${text} (${keyword})`)
    .join("; ");
  return checkOf.fail(base, "COMMITMENT_SCHEMA_MISMATCH", { detail: detail.slice(0, 1024) });
}

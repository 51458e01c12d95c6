import { equalBytes } from "@/lib/bytes/equal-bytes";
import { cacheSpace } from "@/lib/crypto/content-cache";
import type { Check } from "@/lib/rats/check";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";
import { ok, type Result } from "@/lib/rats/result";
import type { EndorsementItem } from "@/lib/trust/endorsement-source";
import type { Certificate } from "@/lib/x509/certificate";
import { parseCrl, type Crl } from "@/lib/x509/crl";
import { readCrlText } from "@/lib/x509/pem";
import { isSignedBy } from "@/lib/x509/signed-by";
import { timeWindow, type TimeWindow } from "../../dcap/rfc3339";
import { amdPathProfile, type ChainStudy, type SnpTools } from "./key-chain";
import type { SnpInputs } from "./snp-inputs";

const CRLS = cacheSpace<Result<{ readonly crl: Crl; readonly window: TimeWindow }>>("AMD CRL");

const LIST: CheckBase = {
  id: "crl.ark",
  group: "collateral",
  title: "AMD's revocation list is signed by the root and valid at this time",
  source: "collateral revocation list",
};
const REVOCATION: CheckBase = {
  id: "ask.revocation",
  group: "collateral",
  title: "ASK or ASVK is not revoked",
  source: "collateral revocation list",
};

/**
 * The ARK's revocation list (AMD 57230): it names ASKs and ASVKs; a VCEK is never revoked, its TCB is superseded.
 *
 * A list that came with the request is judged in full. One that was fetched or kept and does not cover this moment is as
 * good as none, except that whom it names stays revoked. Without a list the check is left out, and `sevSnp.requireCrl`
 * decides whether that matters.
 */
export async function judgeCrl(
  tools: SnpTools,
  inputs: SnpInputs,
  given: { chain: Result<ChainStudy>; item: Result<EndorsementItem> | undefined },
): Promise<readonly Check[]> {
  const { chain, item } = given;
  const isRequired = inputs.rules.sevSnp?.requireCrl === true;
  if (!item?.ok) {
    return [noList(isRequired, item ? item.failure.detail : "none was asked for")];
  }
  if (!chain.ok) {
    const why = "there is no chain to look up";
    return [checkOf.skip(LIST, why), checkOf.skip(REVOCATION, why)];
  }
  const { signer, root } = chain.value;
  const study = await studyCrl(tools, item.value.body);
  const problem = study.ok ? await formProblem(tools, study.value.crl, root) : study.failure.detail;
  if (!study.ok || problem !== null) {
    return [
      checkOf.fail(LIST, "AMD_CRL_INVALID", { detail: problem }),
      checkOf.skip(REVOCATION, "there is no trusted revocation list"),
    ];
  }
  const { crl, window } = study.value;
  const isRevoked = crl.revoked.has(signer.serial);
  const covers = window.notBefore <= inputs.at && inputs.at <= window.notAfter;
  const isOwn = item.value.origin === "request";
  if (!covers && !isOwn && !isRequired && !isRevoked) {
    return [noList(false, `the one at hand is for ${window.text}`)];
  }
  const values = { expected: window.text, detail: `${crl.revoked.size} entries` };
  const stale = item.value.refreshFailure ?? "it does not cover this moment";
  return [
    covers
      ? checkOf.pass(LIST, values)
      : checkOf.fail(LIST, "AMD_CRL_EXPIRED", { ...values, detail: stale }),
    revocationCheck(isRevoked, signer),
  ];
}

function revocationCheck(isRevoked: boolean, { serial }: Certificate): Check {
  const actual = `serial ${serial}`;
  return isRevoked
    ? checkOf.fail(REVOCATION, "VCEK_REVOKED", { actual })
    : checkOf.pass(REVOCATION, { actual });
}

/** Not asked for, the missing list is a line of the policy and leaves everything before it as it is. */
function noList(isRequired: boolean, detail: string): Check {
  return isRequired
    ? checkOf.skipWith(LIST, "COLLATERAL_UNAVAILABLE", { detail })
    : checkOf.notAsked(
        { ...LIST, group: "policy", source: "policy sevSnp.requireCrl" },
        `revocation was not looked up: ${detail}`,
      );
}

function studyCrl(tools: SnpTools, text: string) {
  return tools.cache.remember(CRLS, text, async () => {
    const der = readCrlText(text, "AMD_CRL_INVALID");
    if (!der.ok) return der;
    const crl = parseCrl(der.value, "AMD_CRL_INVALID");
    if (!crl.ok) return crl;
    const { thisUpdate, nextUpdate } = crl.value;
    return ok({ crl: crl.value, window: timeWindow(thisUpdate, nextUpdate ?? Number.NaN) });
  });
}

/** What is wrong with a list whatever the time; null when its issuer signed it. */
export async function formProblem(
  tools: Pick<SnpTools, "crypto">,
  crl: Crl,
  root: Certificate,
): Promise<string | null> {
  if (crl.nextUpdate === null) return "it has no nextUpdate, so it would never expire";
  if (!equalBytes(crl.issuerDer, root.subjectDer)) {
    return `its issuer is ${crl.issuer}, not ${root.subject}`;
  }
  const isOtherKey =
    crl.authorityKeyId !== null &&
    root.subjectKeyId !== null &&
    crl.authorityKeyId !== root.subjectKeyId;
  if (isOtherKey) return "its authority key id is another one";
  if (root.keyUsage?.has("cRLSign") !== true) return "its issuer may not sign lists";
  if (crl.signatureAlgorithm !== amdPathProfile.signatureAlgorithm) {
    return `it is signed with ${crl.signatureAlgorithm}`;
  }
  return (await isSignedBy(tools.crypto, crl, root)) ? null : "its signature is wrong";
}

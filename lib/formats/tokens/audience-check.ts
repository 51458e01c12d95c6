import type { JsonValue } from "@/lib/bytes/strict-json";
import type { AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import type { Check } from "@/lib/rats/check";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";

/** For whom the token was made: a text or a list of texts, one of which must be an accepted one (RFC 7519 section 4.1.3). */
export function audienceCheck(aud: JsonValue | undefined, rules: AppraisalPolicy): Check {
  const accepted = rules.token?.audiences;
  const base: CheckBase = {
    id: "token.audience",
    group: "policy",
    title: "Made for an accepted audience",
    source: "policy token.audiences",
  };
  const named = audiences(aud);
  if (named === null) {
    return checkOf.fail(base, "TOKEN_MALFORMED", { detail: "aud is neither text nor texts" });
  }
  if (accepted === undefined) return checkOf.notAsked(base);
  const values = {
    expected: accepted.length === 0 ? "nothing is acceptable" : accepted.join(" or "),
    actual: named.length === 0 ? "no audience" : named.join(", "),
  };
  return named.some((one) => accepted.includes(one))
    ? checkOf.pass(base, values)
    : checkOf.fail(base, "TOKEN_AUDIENCE_REJECTED", values);
}

/** Empty when there is no such claim; null when it is malformed. */
function audiences(aud: JsonValue | undefined): readonly string[] | null {
  if (aud === undefined) return [];
  const list: readonly (JsonValue | undefined)[] = Array.isArray(aud) ? aud : [aud];
  const texts = list.filter((one) => typeof one === "string");
  return texts.length === list.length ? texts : null;
}

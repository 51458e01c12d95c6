import type { JsonValue } from "@/lib/bytes/strict-json";
import type { Check } from "@/lib/rats/check";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";
import type { TokenInputs } from "./token-inputs";

/**
 * Who made the token, compared as a whole text (RFC 7519 section 4.1.1). What the policy names is all that is accepted.
 * Without it, the issuers that a service has for everybody are good, and so is one whose keys the operator configured.
 * Instances that customers own say whatever their owner's attestation policy lets them say, and some share one signing
 * key: the signature alone does not tell whose verdict this is.
 */
export function issuerCheck(
  iss: JsonValue | undefined,
  { profile, rules, keySet }: Pick<TokenInputs, "profile" | "rules" | "keySet">,
): Check {
  const pinned = rules.token?.issuers;
  const base: CheckBase = {
    id: "token.issuer",
    group: "chain",
    title: "Issued by an accepted service",
    source: pinned ? "policy token.issuers" : `profile of ${profile.service}`,
  };
  const accepted = pinned ?? profile.issuers;
  const values = {
    expected: accepted.length === 0 ? "nothing is acceptable" : accepted.join(" or "),
    actual: typeof iss === "string" ? iss.slice(0, 512) : "no issuer",
  };
  if (typeof iss !== "string") return checkOf.fail(base, "TOKEN_ISSUER_REJECTED", values);
  if (accepted.includes(iss)) return checkOf.pass(base, values);
  const { customerIssuer } = profile;
  if (pinned !== undefined || customerIssuer?.test(iss) !== true) {
    return checkOf.fail(base, "TOKEN_ISSUER_REJECTED", values);
  }
  const isConfigured = keySet?.ok === true && keySet.value.origin !== "request";
  const { actual } = values;
  return isConfigured
    ? checkOf.pass({ ...base, source: "issuers that the operator configured" }, { actual })
    : checkOf.warn(base, "TOKEN_ISSUER_UNPINNED", {
        actual,
        expected: "an issuer that token.issuers names",
        detail: `each instance of ${profile.service} judges by its owner's rules`,
      });
}

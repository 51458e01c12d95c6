import type { JsonObject, JsonValue } from "@/lib/bytes/strict-json";
import type { AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import type { Check } from "@/lib/rats/check";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";
import { claimAt, claimText } from "./claim-reader";
import { sameJson } from "./same-json";

/**
 * One check for each claim that the policy requires, by value; where the token has a list, one of its items is enough.
 * Of evidence with several tokens, `parts` are asked for what the first one does not say: then all of them must say it.
 */
export function requiredClaimChecks(
  claims: JsonObject,
  rules: AppraisalPolicy,
  parts: readonly JsonObject[] = [],
): readonly Check[] {
  return Object.entries(rules.token?.requiredClaims ?? {}).map(([path, wanted]) => {
    const base: CheckBase = {
      id: `policy.token.requiredClaims.${path}`,
      group: "policy",
      title: `Claim ${path} is as required`,
      source: `policy token.requiredClaims.${path}`,
    };
    const own = claimAt(claims, path);
    const actuals = own !== undefined || parts.length === 0 ? [own] : claimsOf(parts, path);
    const values = {
      expected: wantedText(wanted),
      actual: [...new Set(actuals.map(claimText))].join("; "),
    };
    return actuals.every((actual) => actual !== undefined && satisfies(actual, wanted))
      ? checkOf.pass(base, values)
      : checkOf.fail(base, "CLAIM_MISMATCH", values);
  });
}

function claimsOf(parts: readonly JsonObject[], path: string): readonly (JsonValue | undefined)[] {
  return parts.map((part) => claimAt(part, path));
}

function satisfies(actual: JsonValue, wanted: unknown): boolean {
  if (sameJson(actual, wanted)) return true;
  const isOneWanted = typeof wanted !== "object" && wanted !== undefined;
  return isOneWanted && Array.isArray(actual) && actual.some((item) => sameJson(item, wanted));
}

function wantedText(wanted: unknown): string {
  return typeof wanted === "string" ? wanted : (JSON.stringify(wanted) ?? "nothing");
}

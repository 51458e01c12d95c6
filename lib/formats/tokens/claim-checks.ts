import type { JsonObject, JsonValue } from "@/lib/bytes/strict-json";
import type { Check } from "@/lib/rats/check";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";
import type { ReasonCode } from "@/lib/rats/reason-codes";
import { claimAt, claimText } from "./claim-reader";

/** A claim that must have one of these values; one that is missing is a failure, too. */
export function claimIs(
  claims: JsonObject,
  path: string,
  rule: {
    readonly id: string;
    readonly title: string;
    readonly accepted: readonly JsonValue[];
    readonly source: string;
    readonly detail?: string;
    readonly code?: ReasonCode;
  },
): Check {
  const base: CheckBase = {
    id: rule.id,
    group: "policy",
    title: rule.title,
    source: rule.source,
  };
  const actual = claimAt(claims, path);
  const values = {
    expected: rule.accepted.map(claimText).join(" or "),
    actual: claimText(actual),
  };
  return actual !== undefined && rule.accepted.includes(actual)
    ? checkOf.pass(base, values)
    : checkOf.fail(base, rule.code ?? "CLAIM_MISMATCH", {
        ...values,
        detail: rule.detail ?? `claim ${path}`,
      });
}

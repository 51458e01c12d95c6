import type { AttestationResult } from "@/lib/rats/attestation-result";
import type { Check } from "@/lib/rats/check";

/** A check that two judgements of the same evidence see differently; null: one of them does not have it. */
export interface CheckDifference {
  readonly id: string;
  readonly title: string;
  readonly server: Check | null;
  readonly browser: Check | null;
}

/** Checks whose status, code or values differ, in the server's order, then those only the browser has. */
export function differingChecks(
  server: Pick<AttestationResult, "checks">,
  browser: Pick<AttestationResult, "checks">,
): readonly CheckDifference[] {
  const ofBrowser = new Map(browser.checks.map((check) => [check.id, check]));
  const ofServer = new Set(server.checks.map((check) => check.id));
  const differences = server.checks.flatMap((check) => {
    const other = ofBrowser.get(check.id) ?? null;
    return other !== null && sameOutcome(check, other)
      ? []
      : [{ id: check.id, title: check.title, server: check, browser: other }];
  });
  const extra = browser.checks
    .filter((check) => !ofServer.has(check.id))
    .map((check) => ({ id: check.id, title: check.title, server: null, browser: check }));
  return [...differences, ...extra];
}

/** Words (`detail`, `source`) may differ: the source of an item is "stored" here and was an upstream there. */
function sameOutcome(a: Check, b: Check): boolean {
  return (
    a.status === b.status && a.code === b.code && a.expected === b.expected && a.actual === b.actual
  );
}

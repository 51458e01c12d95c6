import type { AttestationResult, SubmoduleResult } from "@/lib/rats/attestation-result";
import type { Check } from "@/lib/rats/check";

/** A check that two judgements of the same evidence see differently; null: one of them does not have it. */
export interface CheckDifference {
  readonly id: string;
  readonly title: string;
  readonly server: Check | null;
  readonly browser: Check | null;
}

type Judged = Pick<AttestationResult, "checks" | "submodules">;

/** Checks whose status, code or values differ, in the server's order, then those only the browser has; of all parts. */
export function differingChecks(server: Judged, browser: Judged): readonly CheckDifference[] {
  const serverChecks = allChecks(server);
  const browserChecks = allChecks(browser);
  const ofBrowser = new Map(browserChecks.map((check) => [check.id, check]));
  const ofServer = new Set(serverChecks.map((check) => check.id));
  const differences = serverChecks.flatMap((check) => {
    const other = ofBrowser.get(check.id) ?? null;
    return other !== null && sameOutcome(check, other)
      ? []
      : [{ id: check.id, title: check.title, server: check, browser: other }];
  });
  const extra = browserChecks
    .filter((check) => !ofServer.has(check.id))
    .map((check) => ({ id: check.id, title: check.title, server: null, browser: check }));
  return [...differences, ...extra];
}

/** Those of the parts carry the part's name: `gpu0/quote.signature`. */
export function allChecks({
  checks,
  submodules,
}: Pick<SubmoduleResult, "checks" | "submodules">): readonly Check[] {
  return [
    ...checks,
    ...submodules.flatMap((part) =>
      allChecks(part).map((check) => ({ ...check, id: `${part.name}/${check.id}` })),
    ),
  ];
}

/** Words (`detail`, `source`) may differ: the source of an item is "stored" here and was an upstream there. */
function sameOutcome(a: Check, b: Check): boolean {
  return (
    a.status === b.status && a.code === b.code && a.expected === b.expected && a.actual === b.actual
  );
}

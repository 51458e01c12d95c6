import type { Check, CheckGroup } from "@/lib/rats/check";

/** `undecided`: nothing speaks against it, but something that is needed to decide could not be had. */
export type AnswerState = "pass" | "fail" | "warning" | "undecided" | "not-asked";

export interface Answer {
  readonly id: "genuine" | "patched" | "expected" | "fresh";
  readonly question: string;
  readonly state: AnswerState;
  /** What the answer rests on, in a few words. */
  readonly because: string;
  readonly groups: readonly CheckGroup[];
  /** The check that decides a bad answer. */
  readonly deciding: Check | null;
}

const questions = [
  {
    id: "genuine",
    question: "Genuine?",
    groups: ["format", "chain", "collateral", "binding", "signature"],
  },
  { id: "patched", question: "Patched?", groups: ["tcb"] },
  { id: "expected", question: "Expected?", groups: ["policy"] },
  { id: "fresh", question: "Fresh?", groups: ["freshness"] },
] as const satisfies readonly Pick<Answer, "id" | "question" | "groups">[];

/** The four questions of the verdict header, each answered by the worst of its checks. */
export function answersOf(checks: readonly Check[]): readonly Answer[] {
  return questions.map(({ id, question, groups }) => {
    const asked = checks.filter((check) => groups.some((group) => group === check.group));
    return { id, question, groups, ...answer(asked) };
  });
}

function answer(checks: readonly Check[]): Pick<Answer, "state" | "because" | "deciding"> {
  const failed = checks.filter((check) => check.status === "fail");
  const decisive = failed.find((check) => !isOnlyMissing(check));
  if (decisive !== undefined) {
    return {
      state: "fail",
      because: failed.length === 1 ? decisive.title : `${failed.length} checks failed`,
      deciding: decisive,
    };
  }
  const missing = failed[0];
  if (missing !== undefined) {
    return { state: "undecided", because: missing.title, deciding: missing };
  }
  const warned = checks.filter((check) => check.status === "warn");
  const warning = warned[0];
  if (warning !== undefined) {
    return {
      state: "warning",
      because: warned.length === 1 ? warning.title : `${warned.length} warnings`,
      deciding: warning,
    };
  }
  const passed = checks.filter((check) => check.status === "pass").length;
  if (passed > 0) {
    return {
      state: "pass",
      because: passed === 1 ? "1 check passed" : `${passed} checks passed`,
      deciding: null,
    };
  }
  return { state: "not-asked", because: "The policy does not ask", deciding: null };
}

/** Missing collateral leaves a question open; it is no evidence against the quote. */
function isOnlyMissing(check: Check): boolean {
  return check.code === "COLLATERAL_UNAVAILABLE";
}

/** The check on which a rejected attestation opens: the first failure in the order of trust. */
export function firstFailure(checks: readonly Check[]): Check | null {
  return checks.find((check) => check.status === "fail") ?? null;
}

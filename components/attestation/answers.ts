import type { Check, CheckGroup } from "@/lib/rats/check";
import { reasonCodeEntry } from "@/lib/rats/reason-codes";

/**
 * `undecided`: nothing speaks against it, but something that is needed to decide could not be had. `unfounded`: its own
 * checks passed, but the evidence that they looked at was rejected before.
 */
export type AnswerState = "pass" | "fail" | "warning" | "undecided" | "unfounded" | "not-asked";

export interface Answer {
  readonly id: "genuine" | "whole" | "patched" | "expected" | "fresh";
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
  { id: "whole", question: "All parts?", groups: ["submodules"] },
  { id: "patched", question: "Patched?", groups: ["tcb"] },
  { id: "expected", question: "Expected?", groups: ["policy"] },
  { id: "fresh", question: "Fresh?", groups: ["freshness"] },
] as const satisfies readonly Pick<Answer, "id" | "question" | "groups">[];

/**
 * The four questions of the verdict header, each answered by the worst of its checks; composite evidence is asked for its
 * parts too. `hasLevels`: the vendor lists patch levels that the platform was judged by.
 */
export function answersOf(checks: readonly Check[], hasLevels = true): readonly Answer[] {
  const unresolved = checks.some((check) => check.status === "fail" || isUnresolved(check));
  const answers = questions.flatMap(({ id, question, groups }) => {
    const asked = checks.filter((check) => groups.some((group) => group === check.group));
    if (id === "whole" && asked.length === 0) return [];
    const given = answer(id, { asked, unresolved });
    const isEmpty = id === "patched" && given.state === "pass" && !hasLevels;
    return [{ id, question, groups, ...(isEmpty ? notListed : given) }];
  });
  const genuine = answers[0]?.state;
  return genuine === "fail" ? answers.map(withoutFoundation) : answers;
}

/** Checks of consistency passed; how well patched that is nobody has said. */
const notListed = {
  state: "not-asked",
  because: "This vendor publishes no list of levels",
  deciding: null,
} as const satisfies Partial<Answer>;

/** What a quote that failed says about patches and software is no answer, however good it looks. */
function withoutFoundation(given: Answer): Answer {
  return given.state === "pass" || given.state === "warning"
    ? {
        ...given,
        state: "unfounded",
        because: "It looks so, but rests on checks that failed",
      }
    : given;
}

function answer(
  id: Answer["id"],
  { asked, unresolved }: { asked: readonly Check[]; unresolved: boolean },
): Pick<Answer, "state" | "because" | "deciding"> {
  const failed = asked.filter((check) => check.status === "fail");
  const failure = failed[0];
  if (failure !== undefined) {
    return {
      state: "fail",
      because: failed.length === 1 ? inWords(failure) : `${failed.length} checks failed`,
      deciding: failure,
    };
  }
  const open = asked.find(isUnresolved);
  if (open !== undefined) {
    return { state: "undecided", because: inWords(open), deciding: open };
  }
  const warned = asked.filter((check) => check.status === "warn");
  const warning = warned[0];
  if (warning !== undefined) {
    return {
      state: "warning",
      because: warned.length === 1 ? inWords(warning) : `${warned.length} are tolerated`,
      deciding: warning,
    };
  }
  const unnamed = asked.find((check) => check.id === "policy.measurements");
  if (unnamed?.status === "skip") {
    return { state: "not-asked", because: "No measurement was named", deciding: unnamed };
  }
  const passed = asked.filter((check) => check.status === "pass").length;
  if (passed > 0) {
    return {
      state: "pass",
      because: passed === 1 ? "1 check passed" : `${passed} checks passed`,
      deciding: null,
    };
  }
  // The patch level stands on signed collateral, and evidence that can't be read leaves nothing to ask about: nobody
  // can tell, whatever the policy asked.
  if (unresolved && (id === "patched" || asked.length === 0)) {
    return { state: "undecided", because: "Rests on checks before it", deciding: null };
  }
  const because = id === "fresh" ? "No nonce was expected" : "The policy does not ask";
  return { state: "not-asked", because, deciding: null };
}

/** The title of a check says what should be so; its reason code says what is wrong. */
function inWords(check: Check): string {
  return check.code === null ? check.title : reasonCodeEntry(check.code).message;
}

/** Skipped for a reason other than that nobody asked: something that was needed could not be had. */
function isUnresolved(check: Check): boolean {
  return check.status === "skip" && check.code !== null;
}

/** The check on which a rejected attestation opens: the first failure in the order of trust, else what is open. */
export function firstFailure(checks: readonly Check[]): Check | null {
  return checks.find((check) => check.status === "fail") ?? checks.find(isUnresolved) ?? null;
}

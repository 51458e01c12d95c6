import { CircleCheck, CircleDashed, CircleHelp, OctagonX, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { classNames } from "@/components/ui/class-names";
import type { SubmoduleResult, TcbSummary } from "@/lib/rats/attestation-result";
import type { Check } from "@/lib/rats/check";
import { type Answer, answersOf, type AnswerState } from "./answers";

const looks = {
  pass: {
    word: "Yes",
    Icon: CircleCheck,
    text: "text-affirming",
    edge: "before:bg-affirming-line",
  },
  warning: {
    word: "With reservations",
    Icon: TriangleAlert,
    text: "text-warning",
    edge: "before:bg-warning-line",
  },
  fail: {
    word: "No",
    Icon: OctagonX,
    text: "text-contraindicated",
    edge: "before:bg-contraindicated-line",
  },
  undecided: {
    word: "Undecided",
    Icon: CircleHelp,
    text: "text-indeterminate",
    edge: "before:bg-indeterminate-line",
  },
  unfounded: {
    word: "Unfounded",
    Icon: CircleHelp,
    text: "text-muted",
    edge: "before:bg-transparent",
  },
  "not-asked": {
    word: "Not asked",
    Icon: CircleDashed,
    text: "text-muted",
    edge: "before:bg-transparent",
  },
} as const satisfies Record<AnswerState, object>;

/** Evidence that has no patch level of its own has that of the hardware which it is tied to. */
function levelsOfParts(
  checks: readonly Check[],
  parts: readonly Pick<SubmoduleResult, "checks" | "binding">[],
): readonly Check[] {
  if (checks.some(({ group }) => group === "tcb")) return [];
  return parts
    .filter(({ binding }) => binding !== null)
    .flatMap((part) => part.checks.filter(({ group }) => group === "tcb"));
}

/** Genuine? (All parts?) Patched? Expected? Fresh? side by side, each a link to the checks that answer it. */
export function FourAnswers({
  checks,
  tcb,
  parts,
  hrefOf,
  onFollow,
}: {
  readonly checks: readonly Check[];
  readonly tcb: TcbSummary | null;
  readonly parts: readonly Pick<SubmoduleResult, "checks" | "binding">[];
  readonly hrefOf: (answer: Answer) => string;
  /** Called before a link is followed, to unfold what it leads to. */
  readonly onFollow?: () => void;
}) {
  const answers = answersOf([...checks, ...levelsOfParts(checks, parts)], tcb !== null);
  return (
    <ul
      aria-label="Answers"
      className={classNames(
        "grid grid-cols-2 gap-px overflow-hidden rounded-card border bg-line *:last:odd:col-span-2",
        answers.length > 4 ? "xl:grid-cols-5 xl:*:last:odd:col-span-1" : "xl:grid-cols-4",
      )}
    >
      {answers.map((answer) => {
        const { word, Icon, text, edge } = looks[answer.state];
        return (
          <li key={answer.id} className="bg-surface">
            <Link
              href={hrefOf(answer)}
              {...(onFollow && { onClick: onFollow })}
              className={classNames(
                "relative flex h-full items-start gap-3 px-4 py-3 ring-inside transition-colors before:absolute before:inset-y-0 before:left-0 before:w-0.5 hover:bg-hover",
                edge,
              )}
            >
              <Icon aria-hidden className={classNames("mt-0.5 size-5 shrink-0", text)} />
              <span className="min-w-0">
                <span className="flex flex-wrap items-baseline gap-x-2">
                  <span className="font-medium">{answer.question}</span>
                  <span className={classNames("font-semibold", text)}>{word}</span>
                </span>
                <span className="mt-0.5 block text-xs text-pretty text-muted first-letter:uppercase">
                  {answer.because}
                </span>
              </span>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

import { CircleCheck, CircleDashed, OctagonX, TriangleAlert } from "lucide-react";
import { classNames } from "@/components/ui/class-names";
import { checkStatusWords } from "@/lib/format/words";
import type { CheckStatus } from "@/lib/rats/check";

const icons = {
  pass: { Icon: CircleCheck, tone: "text-affirming" },
  fail: { Icon: OctagonX, tone: "text-contraindicated" },
  warn: { Icon: TriangleAlert, tone: "text-warning" },
  skip: { Icon: CircleDashed, tone: "text-faint" },
} as const satisfies Record<CheckStatus, { Icon: typeof CircleCheck; tone: string }>;

/** The state of a check: an outline of its own for each, and its word for screen readers. */
export function StatusIcon({
  status,
  label = checkStatusWords[status].label,
  className,
}: {
  readonly status: CheckStatus;
  /** What is said instead of the usual word; empty when a word stands beside the icon. */
  readonly label?: string;
  readonly className?: string;
}) {
  const { Icon, tone } = icons[status];
  return (
    <>
      <Icon aria-hidden className={classNames("size-4 shrink-0", tone, className)} />
      {label ? <span className="sr-only">{label}</span> : null}
    </>
  );
}

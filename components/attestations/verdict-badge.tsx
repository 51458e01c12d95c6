import { CircleCheck, CircleHelp, OctagonX, TriangleAlert } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { verdictWords } from "@/lib/format/words";
import type { Verdict } from "@/lib/rats/verdict";

/** Four different outlines, so that the state is readable without colour. */
export const verdictIcons = {
  affirming: CircleCheck,
  warning: TriangleAlert,
  contraindicated: OctagonX,
  indeterminate: CircleHelp,
} as const satisfies Record<Verdict, typeof CircleCheck>;

export const verdictTextClasses = {
  affirming: "text-affirming",
  warning: "text-warning",
  contraindicated: "text-contraindicated",
  indeterminate: "text-indeterminate",
} as const satisfies Record<Verdict, string>;

/** Icon, word and colour. `large` for the header of a page. */
export function VerdictBadge({
  verdict,
  large = false,
}: {
  readonly verdict: Verdict;
  readonly large?: boolean;
}) {
  const Icon = verdictIcons[verdict];
  return (
    <Badge
      tone={verdict}
      icon={<Icon aria-hidden />}
      {...(large && { className: "h-7 gap-1.5 rounded-control px-2.5 text-base [&>svg]:size-4" })}
    >
      {verdictWords[verdict].label}
    </Badge>
  );
}

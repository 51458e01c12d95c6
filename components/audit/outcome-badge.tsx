import { Ban, CircleCheck, OctagonX } from "lucide-react";
import { Badge, type Tone } from "@/components/ui/badge";
import type { AuditOutcome } from "@/lib/contract/audit";

export const outcomeWords = {
  success: "Done",
  failure: "Failed",
  denied: "Denied",
} as const satisfies Record<AuditOutcome, string>;

const looks = {
  success: { Icon: CircleCheck, tone: "neutral" },
  failure: { Icon: OctagonX, tone: "warning" },
  denied: { Icon: Ban, tone: "contraindicated" },
} as const satisfies Record<AuditOutcome, { Icon: typeof Ban; tone: Tone }>;

/** Icon, word and colour; what went well stays quiet. */
export function OutcomeBadge({ outcome }: { readonly outcome: AuditOutcome }) {
  const { Icon, tone } = looks[outcome];
  return (
    <Badge tone={tone} icon={<Icon aria-hidden />}>
      {outcomeWords[outcome]}
    </Badge>
  );
}

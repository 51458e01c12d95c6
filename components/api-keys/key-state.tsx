import { CircleCheck, Clock, OctagonX, RefreshCw, Repeat } from "lucide-react";
import { Badge, type Tone } from "@/components/ui/badge";
import type { ApiKeyState } from "@/lib/contract/api-keys";

const looks = {
  active: { label: "Active", tone: "affirming", Icon: CircleCheck },
  expiring: { label: "Expires soon", tone: "warning", Icon: Clock },
  "rotation-due": { label: "Rotation due", tone: "warning", Icon: RefreshCw },
  replaced: { label: "Replaced", tone: "pending", Icon: Repeat },
  expired: { label: "Expired", tone: "neutral", Icon: Clock },
  revoked: { label: "Revoked", tone: "neutral", Icon: OctagonX },
} as const satisfies Record<
  ApiKeyState,
  { readonly label: string; readonly tone: Tone; readonly Icon: typeof Clock }
>;

export function keyStateLabel(state: ApiKeyState): string {
  return looks[state].label;
}

export function KeyStateBadge({ state }: { readonly state: ApiKeyState }) {
  const { label, tone, Icon } = looks[state];
  return (
    <Badge tone={tone} icon={<Icon aria-hidden />}>
      {label}
    </Badge>
  );
}

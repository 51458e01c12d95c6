import { CircleCheck, Clock, OctagonX } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import type { CollateralItem } from "@/lib/contract/collateral";

const looks = {
  current: { label: "Current", tone: "affirming", Icon: CircleCheck },
  expiring: { label: "Expires soon", tone: "warning", Icon: Clock },
  expired: { label: "Expired", tone: "contraindicated", Icon: OctagonX },
} as const satisfies Record<
  CollateralItem["state"],
  { label: string; tone: "affirming" | "warning" | "contraindicated"; Icon: typeof Clock }
>;

export function CollateralStateBadge({ state }: { readonly state: CollateralItem["state"] }) {
  const { label, tone, Icon } = looks[state];
  return (
    <Badge tone={tone} icon={<Icon aria-hidden />}>
      {label}
    </Badge>
  );
}

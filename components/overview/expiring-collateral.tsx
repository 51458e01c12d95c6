import Link from "next/link";
import { CollateralStateBadge } from "@/components/collateral/collateral-state-badge";
import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Timestamp } from "@/components/ui/timestamp";
import type { CollateralItem } from "@/lib/contract/collateral";

const SHOWN = 6;

/** Collateral that no longer holds or soon will not; a verdict can't stand on it afterwards. */
export function ExpiringCollateral({ items }: { readonly items: readonly CollateralItem[] }) {
  return (
    <Card aria-labelledby="expiring-collateral">
      <CardHeader
        id="expiring-collateral"
        title="Collateral that expires"
        note="Expired, or with less than 30 days left"
        actions={
          <Link href="/collateral" className="text-sm text-accent hover:underline">
            All collateral
          </Link>
        }
      />
      {items.length === 0 ? (
        <EmptyState title="Nothing expires within 30 days">
          The cache is filled by verification, or by importing a file.
        </EmptyState>
      ) : (
        <ul className="divide-y">
          {items.slice(0, SHOWN).map((item) => (
            <li key={item.key} className="flex items-center gap-3 px-4 py-2 text-sm">
              <CollateralStateBadge state={item.state} />
              <span className="min-w-0 flex-1 truncate" title={item.key}>
                {item.label}
              </span>
              {item.nextUpdate ? (
                <Timestamp value={item.nextUpdate} className="shrink-0 text-muted" />
              ) : (
                <span className="text-muted">no end</span>
              )}
            </li>
          ))}
          {items.length > SHOWN ? (
            <li className="px-4 py-2 text-sm">
              <Link href="/collateral" className="text-accent hover:underline">
                {items.length - SHOWN} more
              </Link>
            </li>
          ) : null}
        </ul>
      )}
    </Card>
  );
}

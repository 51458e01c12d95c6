"use client";

import { ROLE_TABLE, ROLES } from "@/lib/access/roles";
import { useSession } from "@/components/session/use-session";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";

/** The roles, a sentence each, with the own ones marked. */
export function RoleCards() {
  const own = useSession()?.roles ?? [];
  return (
    <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
      {ROLES.map((role) => (
        <li key={role}>
          <Card className="flex h-full flex-col gap-1 px-4 py-3">
            <h2 className="flex items-center justify-between gap-2 text-base font-semibold">
              {ROLE_TABLE[role].label}
              {own.includes(role) ? <Badge tone="pending">Yours</Badge> : null}
            </h2>
            <p className="text-sm text-pretty text-muted">{ROLE_TABLE[role].words}</p>
          </Card>
        </li>
      ))}
    </ul>
  );
}

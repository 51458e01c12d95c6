"use client";

import { useQuery } from "@tanstack/react-query";
import { PERMISSIONS, type Permission } from "@/lib/access/permissions";
import { ROLE_TABLE, rolesWith } from "@/lib/access/roles";
import { sessionQuery } from "@/lib/client/session";
import type { Session } from "@/lib/contract/sessions";

/** Who this is and where they act; undefined for the moment in which it is not known. */
export function useSession(): Session | undefined {
  return useQuery(sessionQuery()).data;
}

/** What a page asks of whoever opens it; `signed-in` where everybody who has an account may. */
export type PagePermission = Permission | "signed-in";

/** Whether this person may do something here. The screens ask it to be helpful; the API asks again, and decides. */
export function useMay(): (permission: PagePermission) => boolean {
  const session = useSession();
  return (permission) =>
    session !== undefined &&
    (permission === "signed-in" || session.permissions.includes(permission));
}

/** Why something is not possible here, for a hint on a disabled button. */
export function whyNot(permission: Permission): string {
  const roles = rolesWith(permission).map((role) => ROLE_TABLE[role].label.toLowerCase());
  return `You may not ${PERMISSIONS[permission].phrase}. Allowed for: ${roles.join(", ")}.`;
}

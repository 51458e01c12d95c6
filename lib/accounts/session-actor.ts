import type { GuestActor, PersonActor } from "@/lib/access/actor";
import type { Permission } from "@/lib/access/permissions";
import { permissionsOf } from "@/lib/access/roles";
import type { SessionRow } from "@/lib/store/principals";

/** Who acts with this session. What they may do is read at each request: a role that is taken away is gone at once. */
export function actorOfSession({ membership, ...row }: SessionRow): PersonActor | GuestActor {
  const { personId, name, email, sessionId, authenticatedAt } = row;
  const who = { personId, name, email, sessionId, authenticatedAt };
  if (membership === null) return { kind: "guest", ...who };
  const permissions = membership.lacksSecondFactor
    ? new Set<Permission>()
    : permissionsOf(membership.roles);
  return { kind: "person", ...who, ...membership, permissions };
}

import { PERMISSION_NAMES, type Permission } from "@/lib/access/permissions";
import { permissionsOf, type Role } from "@/lib/access/roles";

/** What somebody may do after a change of roles and could not before, and the other way round. */
export interface RoleEffect {
  readonly gained: readonly Permission[];
  readonly lost: readonly Permission[];
}

/** In the order of the list of permissions. Two roles may allow the same, so a role less is not always a right less. */
export function roleEffect(before: readonly Role[], after: readonly Role[]): RoleEffect {
  const could = permissionsOf(before);
  const may = permissionsOf(after);
  return {
    gained: PERMISSION_NAMES.filter((permission) => may.has(permission) && !could.has(permission)),
    lost: PERMISSION_NAMES.filter((permission) => could.has(permission) && !may.has(permission)),
  };
}

export function isSameRoles(a: readonly Role[], b: readonly Role[]): boolean {
  return a.length === b.length && a.every((role) => b.includes(role));
}

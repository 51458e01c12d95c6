import { ROLE_TABLE, ROLES, type Role } from "@/lib/access/roles";
import { Badge } from "@/components/ui/badge";

/** Roles in the order of the table, whatever order they were given in. */
export function RoleBadges({ roles }: { readonly roles: readonly Role[] }) {
  const ordered = ROLES.filter((role) => roles.includes(role));
  return (
    <span className="inline-flex flex-wrap gap-1">
      {ordered.map((role) => (
        <Badge key={role}>{ROLE_TABLE[role].label}</Badge>
      ))}
    </span>
  );
}

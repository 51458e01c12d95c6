import { ROLE_TABLE, type Role } from "@/lib/access/roles";

/** Roles, each with its sentence. */
export function RoleList({ roles }: { readonly roles: readonly Role[] }) {
  return (
    <ul className="flex flex-col gap-2 text-sm">
      {roles.map((role) => (
        <li key={role}>
          <b className="block font-medium">{ROLE_TABLE[role].label}</b>
          <span className="block text-pretty text-muted">{ROLE_TABLE[role].words}</span>
        </li>
      ))}
    </ul>
  );
}

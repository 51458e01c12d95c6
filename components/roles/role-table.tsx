import { Check } from "lucide-react";
import { PEOPLE_ONLY, PERMISSION_NAMES, PERMISSIONS } from "@/lib/access/permissions";
import { ROLE_TABLE, ROLES, rolesWith } from "@/lib/access/roles";
import { Badge } from "@/components/ui/badge";

/** Every permission against every role, from the very table that the server decides by. */
export function RoleTable() {
  return (
    <div
      className="relative overflow-x-auto rounded-card border bg-surface"
      tabIndex={0}
      role="region"
      aria-label="Permissions by role"
    >
      <table className="w-full border-separate border-spacing-0 text-left text-sm">
        <caption className="sr-only">What each role may do</caption>
        <thead>
          <tr>
            <th
              scope="col"
              className="sticky left-0 z-10 h-9 border-r border-b bg-sunken px-4 text-xs font-medium text-muted"
            >
              May …
            </th>
            {ROLES.map((role) => (
              <th
                key={role}
                scope="col"
                className="h-9 border-b bg-sunken px-3 text-center text-xs font-medium text-muted max-md:sr-only"
              >
                {ROLE_TABLE[role].label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {PERMISSION_NAMES.map((permission) => (
            <tr key={permission} className="group">
              <th
                scope="row"
                className="sticky left-0 z-10 border-r border-b bg-surface px-4 py-1.5 font-normal group-last:border-b-0 max-md:border-r-0 max-md:py-2.5"
              >
                {PERMISSIONS[permission].phrase}{" "}
                <code className="text-xs whitespace-nowrap text-faint">{permission}</code>{" "}
                {PEOPLE_ONLY.has(permission) ? <Badge>People only</Badge> : null}
                {/* Where there is no room for six columns. */}
                <span aria-hidden className="mt-0.5 block text-xs text-muted md:hidden">
                  {rolesWith(permission)
                    .map((role) => ROLE_TABLE[role].label)
                    .join(", ")}
                </span>
              </th>
              {ROLES.map((role) => {
                const isAllowed = ROLE_TABLE[role].permissions.includes(permission);
                return (
                  <td
                    key={role}
                    className="border-b px-3 text-center group-last:border-b-0 max-md:sr-only"
                  >
                    {isAllowed ? (
                      <Check aria-hidden className="mx-auto size-4 text-affirming" />
                    ) : (
                      <span aria-hidden className="text-faint">
                        ·
                      </span>
                    )}
                    <span className="sr-only">{isAllowed ? "yes" : "no"}</span>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

import { useId } from "react";
import { ROLE_TABLE, ROLES, type Role } from "@/lib/access/roles";
import { Checkbox } from "@/components/ui/field";

/** The roles, each with a sentence; one or several. */
export function RoleChoice({
  roles,
  autoFocus = false,
  onChange,
}: {
  readonly roles: readonly Role[];
  readonly autoFocus?: boolean;
  readonly onChange: (roles: readonly Role[]) => void;
}) {
  const labelId = useId();
  return (
    <div role="group" aria-labelledby={labelId} className="flex flex-col gap-2">
      <span id={labelId} className="text-sm font-medium">
        Roles
      </span>
      <div className="grid gap-x-6 gap-y-2 sm:grid-cols-2">
        {ROLES.map((role, index) => (
          <Checkbox
            key={role}
            autoFocus={autoFocus && index === 0}
            label={ROLE_TABLE[role].label}
            help={ROLE_TABLE[role].words}
            checked={roles.includes(role)}
            onChange={(event) =>
              onChange(
                // In the order of the table, whatever order they were clicked in.
                ROLES.filter((other) =>
                  other === role ? event.target.checked : roles.includes(other),
                ),
              )
            }
          />
        ))}
      </div>
    </div>
  );
}

import { Checkbox } from "@/components/ui/field";
import type { Permission } from "@/lib/access/permissions";
import { SCOPE_GROUPS, scopeSentence } from "./key-words";

/** What the key may do, in words, by what it is about. */
export function ScopePicker({
  chosen,
  onToggle,
}: {
  readonly chosen: readonly Permission[];
  readonly onToggle: (scope: Permission) => void;
}) {
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="mb-1 text-sm font-medium">What it may do</legend>
      <div className="grid gap-x-4 gap-y-3 rounded-control border p-3 sm:grid-cols-2">
        {SCOPE_GROUPS.map(({ label, scopes }) => (
          <div
            key={label}
            role="group"
            aria-label={label}
            className="flex min-w-0 flex-col gap-1.5"
          >
            <p aria-hidden className="text-xs font-medium text-muted">
              {label}
            </p>
            {scopes.map((scope) => (
              <Checkbox
                key={scope}
                label={scopeSentence(scope)}
                help={<code>{scope}</code>}
                checked={chosen.includes(scope)}
                onChange={() => onToggle(scope)}
              />
            ))}
          </div>
        ))}
      </div>
      <p className="text-xs text-muted">
        No key looks after members, keys, limits or organizations, or decides proposals: people do.
      </p>
    </fieldset>
  );
}

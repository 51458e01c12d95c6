import { Digest } from "@/components/ui/digest";

interface NamedValue {
  readonly name: string;
  readonly value: string;
}

const COMPONENT = /^TCB component (\d+)$/;

/** Intel's extension of a PCK certificate: which platform this is, and its sixteen TCB components. */
export function SgxExtension({ values }: { readonly values: readonly NamedValue[] }) {
  const components = values.filter(({ name }) => COMPONENT.test(name));
  const named = values.filter(({ name }) => !COMPONENT.test(name));
  return (
    <section aria-label="SGX extension" className="space-y-3 border-t p-3 text-sm">
      <h4 className="text-xs font-medium text-muted">SGX extension: the platform</h4>
      <dl className="grid gap-x-6 gap-y-1 sm:grid-cols-2">
        {named.map(({ name, value }) => (
          <div key={name} className="flex items-baseline justify-between gap-3">
            <dt className="whitespace-nowrap text-muted">{name}</dt>
            <dd className="min-w-0 text-right">
              {/^[0-9a-f]{8,}$/.test(value) ? (
                <Digest value={value} label={name} className="text-xs" />
              ) : (
                value
              )}
            </dd>
          </div>
        ))}
      </dl>
      {components.length === 0 ? null : (
        <div>
          <h4 className="mb-1 text-xs font-medium text-muted">TCB components, 1 to 16</h4>
          <ol className="grid grid-cols-8 gap-px overflow-hidden rounded-control border bg-line sm:grid-cols-16">
            {components.map(({ name, value }) => (
              <li
                key={name}
                title={name}
                aria-label={`${name}: ${value}`}
                className="bg-surface py-1 text-center digits text-xs"
              >
                {value}
              </li>
            ))}
          </ol>
        </div>
      )}
    </section>
  );
}

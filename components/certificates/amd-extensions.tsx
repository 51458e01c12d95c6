import { Digest } from "@/components/ui/digest";
import type { CertificateView } from "@/lib/rats/inspection";

/** AMD's extensions of a VCEK or VLEK: which chip or provider it is for, and the patch levels of its key. */
export function AmdExtensions({
  extensions,
}: {
  readonly extensions: CertificateView["extensions"];
}) {
  return (
    <section aria-label="AMD extensions" className="space-y-2 border-t p-3 text-sm">
      <h4 className="text-xs font-medium text-muted">AMD extensions: chip and patch levels</h4>
      <dl className="grid gap-x-6 gap-y-1 sm:grid-cols-2">
        {extensions.map(({ oid, name, values }) => {
          const value = values.map((entry) => entry.value).join(", ");
          return (
            <div key={oid} className="flex items-baseline justify-between gap-3">
              <dt className="text-muted" title={oid}>
                {name}
              </dt>
              <dd className="text-right">
                {/^[0-9a-f]{8,}$/.test(value) ? (
                  <Digest value={value} label={name} className="text-xs" />
                ) : (
                  value
                )}
              </dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}

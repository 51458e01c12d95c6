import { Badge } from "@/components/ui/badge";
import { Card, CardHeader } from "@/components/ui/card";
import { Digest } from "@/components/ui/digest";
import { KeyValue, KeyValueList } from "@/components/ui/key-value";
import { type Judged, unverifiedTone } from "./judged";

/** Which machine it is and how well patched; kinds without a vendor's list of levels are not judged. */
export function TcbCard({ result }: { readonly result: Judged }) {
  const { tcb, claims } = result;
  const hardware = Object.entries(claims?.hardware ?? {});
  const rest = hardware.filter(([name]) => !identity.has(name));
  const versions = Object.entries(claims?.tcb ?? {});
  return (
    <Card>
      <CardHeader
        title="Hardware and patch level"
        actions={
          result.claimsVerified ? null : <Badge tone={unverifiedTone(result)}>unverified</Badge>
        }
      />
      <KeyValueList>
        <KeyValue name="TCB status" hint="The vendor's word for how well patched this platform is">
          {tcb?.status == null ? (
            <span className="text-muted">not judged</span>
          ) : (
            <span className="font-medium">{tcb.status}</span>
          )}
          {tcb?.date == null ? null : (
            <span className="text-muted"> as of {tcb.date.slice(0, 10)}</span>
          )}
        </KeyValue>
        {Object.entries(tcb?.components ?? {}).map(([name, status]) => (
          <KeyValue key={name} name={partLabels[name] ?? name}>
            {status}
          </KeyValue>
        ))}
        {tcb === null ? null : (
          <KeyValue name="Advisories" hint="Security advisories that apply at this patch level">
            {tcb.advisoryIds.length === 0 ? (
              <span className="text-muted">{tcb.status === null ? "not judged" : "none"}</span>
            ) : (
              <span className="digits text-xs">{tcb.advisoryIds.join(", ")}</span>
            )}
          </KeyValue>
        )}
        {tcb?.evaluationDataNumber == null ? null : (
          <KeyValue name="TCB data" hint="Number of Intel's TCB recovery that this was judged with">
            evaluation number {tcb.evaluationDataNumber}
          </KeyValue>
        )}
        {hardware
          .filter(([name]) => identity.has(name))
          .map(([name, value]) => (
            <KeyValue key={name} name={<code>{name}</code>}>
              <PlatformValue name={name} value={value} />
            </KeyValue>
          ))}
        {versions.map(([name, value]) => (
          <KeyValue key={name} name={<code>{name}</code>}>
            <PlatformValue name={name} value={value} full />
          </KeyValue>
        ))}
      </KeyValueList>
      {rest.length === 0 ? null : (
        <details className="border-t text-sm">
          <summary className="px-4 py-2 text-muted">{rest.length} more of the platform</summary>
          <KeyValueList>
            {rest.map(([name, value]) => (
              <KeyValue key={name} name={<code>{name}</code>}>
                <PlatformValue name={name} value={value} />
              </KeyValue>
            ))}
          </KeyValueList>
        </details>
      )}
    </Card>
  );
}

/** What tells one platform from another; the rest is behind one more click. */
const identity: ReadonlySet<string> = new Set([
  "fmspc",
  "pceId",
  "ppid",
  "product",
  "chipId",
  "moduleId",
  "hwModel",
]);

const partLabels: Readonly<Record<string, string>> = {
  platform: "Platform",
  qe: "Quoting enclave",
  tdxModule: "TDX module",
};

/** Hex is shortened and copied like every digest; words are words. */
function PlatformValue({
  name,
  value,
  full = false,
}: {
  readonly name: string;
  readonly value: string;
  readonly full?: boolean;
}) {
  return /^[0-9a-f]{8,}$/.test(value) ? (
    <Digest value={value} label={name} full={full} className="text-xs" />
  ) : (
    <>{value}</>
  );
}

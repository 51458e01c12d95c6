import { CircleHelp, ScanSearch, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Digest } from "@/components/ui/digest";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import type { InspectedEvidence } from "@/lib/browser/inspect-in-browser";
import type { ReadEvidence } from "@/lib/browser/read-evidence";
import { formatCount } from "@/lib/format/amount";
import { evidenceTypeWords } from "@/lib/format/words";
import { reasonCodeEntry } from "@/lib/rats/reason-codes";
import type { Result } from "@/lib/rats/result";

/** Says what was recognised, in this browser, before anything is sent. */
export function Detection({
  evidence,
  inspected,
}: {
  readonly evidence: ReadEvidence;
  /** Null while the bytes are being read. */
  readonly inspected: Result<InspectedEvidence> | null;
}) {
  if (inspected === null) {
    return (
      <Loading label="what this is">
        <Skeleton className="h-12" />
      </Loading>
    );
  }
  if (!inspected.ok) {
    return (
      <Line icon={<CircleHelp className="text-indeterminate" />}>
        <p className="font-medium">Not recognised</p>
        <p className="text-muted">
          {inspected.failure.detail} <code>{inspected.failure.code}</code>
        </p>
        <p className="text-pretty text-muted">{reasonCodeEntry(inspected.failure.code).remedy}</p>
      </Line>
    );
  }
  const { detection, bytes } = inspected.value;
  const { evidenceType, format, stoppedAt, evidenceDigest, certificates, fields, eventLogs } =
    inspected.value.inspection;
  const events = eventLogs.reduce((sum, log) => sum + log.events.length, 0);
  const facts = [
    ...(format["version"] === undefined ? [] : [`version ${String(format["version"])}`]),
    ...(format["tdx"] === undefined ? [] : [`TDX ${String(format["tdx"])}`]),
    `${formatCount(bytes.length)} bytes`,
    ...(certificates.length === 0 ? [] : [`${certificates.length} certificates inside`]),
    ...(events === 0 ? [] : [`${formatCount(events)} events in its log`]),
  ];
  const pastedAs =
    evidence.encoding === "hex" || evidence.encoding === "base64"
      ? `, read from ${evidence.encoding}`
      : "";
  return (
    <Line
      icon={
        stoppedAt === null ? (
          <ScanSearch className="text-accent" />
        ) : (
          <TriangleAlert className="text-warning" />
        )
      }
    >
      <p>
        <span className="font-medium">{evidenceTypeWords[evidenceType].label}</span>
        <span className="text-muted">, {facts.join(", ")}</span>
      </p>
      {stoppedAt === null ? (
        <p className="text-muted">
          {detection.because.charAt(0).toUpperCase() + detection.because.slice(1)}
          {pastedAs}. {fields.length} {fields.length === 1 ? "structure" : "structures"} decoded,
          nothing verified yet. SHA-256 <Digest value={evidenceDigest} label="evidence digest" />
        </p>
      ) : (
        <p className="text-warning">
          Reading stops at byte {stoppedAt.offset}: {stoppedAt.detail} <code>{stoppedAt.code}</code>
        </p>
      )}
    </Line>
  );
}

function Line({ icon, children }: { readonly icon: ReactNode; readonly children: ReactNode }) {
  return (
    <div
      role="status"
      className="flex items-start gap-3 rounded-control border bg-sunken px-3 py-2 text-sm [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:shrink-0"
    >
      {icon}
      <div className="min-w-0">{children}</div>
    </div>
  );
}

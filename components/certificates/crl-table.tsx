import { StatusIcon } from "@/components/attestations/status-icon";
import { Card, CardHeader } from "@/components/ui/card";
import type { AttestationMaterial } from "@/lib/contract/attestations";
import { formatUtcDate } from "@/lib/format/date";
import type { Check } from "@/lib/rats/check";
import { stateAt } from "./time-axis";

const checkIds: Readonly<Record<string, string>> = {
  rootCaCrl: "crl.root",
  pckCrl: "crl.pck",
  amdCrl: "crl.ark",
};

/** The revocation lists: whose they are, whether they were current, and how many serials they revoke. */
export function CrlTable({
  crls,
  checks,
  judgedAt,
}: {
  readonly crls: AttestationMaterial["crls"];
  readonly checks: readonly Check[];
  readonly judgedAt: string;
}) {
  return (
    <Card className="overflow-hidden">
      <CardHeader
        title="Revocation lists"
        note="What they revoke counts up to their date; a newer list may say more."
      />
      {crls.length === 0 ? (
        <p className="px-4 py-3 text-sm text-muted">
          There was no revocation list, so nobody can say that these certificates still stand.
        </p>
      ) : (
        <ul className="divide-y text-sm">
          {crls.map((crl) => {
            const check = checks.find((candidate) => candidate.id === checkIds[crl.id]);
            return (
              <li key={crl.id} className="space-y-1 px-4 py-3">
                <p className="flex flex-wrap items-center gap-x-2">
                  {check === undefined ? null : <StatusIcon status={check.status} />}
                  <span className="font-medium">{crl.label}</span>
                  <span className="ml-auto text-muted tabular-nums">
                    {crl.revokedSerials === 0
                      ? "revokes nothing"
                      : `revokes ${crl.revokedSerials} ${crl.revokedSerials === 1 ? "serial" : "serials"}`}
                  </span>
                </p>
                <p className="text-xs wrap-anywhere text-muted">{crl.issuer}</p>
                <p className="text-xs text-muted tabular-nums">
                  {crl.crlNumber === null ? null : `Number ${crl.crlNumber}, `}
                  issued {formatUtcDate(crl.thisUpdate)},{" "}
                  {crl.nextUpdate === null
                    ? "without a next update"
                    : `next update due ${formatUtcDate(crl.nextUpdate)}`}
                  {isCurrent(crl, judgedAt) ? ", current then" : ", not current then"}
                </p>
              </li>
            );
          })}
        </ul>
      )}
    </Card>
  );
}

function isCurrent(crl: AttestationMaterial["crls"][number], judgedAt: string): boolean {
  const start = Date.parse(crl.thisUpdate);
  const end = crl.nextUpdate === null ? Number.POSITIVE_INFINITY : Date.parse(crl.nextUpdate);
  return stateAt({ start, end }, Date.parse(judgedAt)) === "valid";
}

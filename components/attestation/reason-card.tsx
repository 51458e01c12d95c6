import Link from "next/link";
import { StatusIcon } from "@/components/attestations/status-icon";
import { Card, CardHeader } from "@/components/ui/card";
import type { AttestationResult } from "@/lib/rats/attestation-result";
import { isReasonCode, reasonCodeEntry } from "@/lib/rats/reason-codes";
import { ReasonCodeText } from "./check-row";

/** Why a verdict is not affirming, each reason with what to do next and a link to its check. */
export function ReasonCard({
  result,
  hrefOf,
}: {
  readonly result: Pick<AttestationResult, "reasons" | "checks">;
  readonly hrefOf: (check: string) => string;
}) {
  if (result.reasons.length === 0) return null;
  return (
    <Card aria-labelledby="reasons-title" className="overflow-hidden">
      <CardHeader id="reasons-title" title="Why not affirming" />
      <ul className="divide-y">
        {result.reasons.map((reason) => {
          const check = result.checks.find((candidate) => candidate.id === reason.check);
          const remedy = isReasonCode(reason.code) ? reasonCodeEntry(reason.code).remedy : null;
          return (
            <li
              key={`${reason.code} ${reason.check}`}
              className="grid grid-cols-[1rem_minmax(0,1fr)] gap-x-3 px-4 py-3 text-sm"
            >
              <StatusIcon status={check?.status ?? "fail"} className="mt-0.5" />
              <div className="min-w-0 space-y-0.5">
                <p className="flex flex-wrap items-baseline gap-x-3">
                  <Link
                    href={hrefOf(reason.check)}
                    className="inline-block leading-6 font-medium underline decoration-line-strong underline-offset-2 hover:decoration-text"
                  >
                    {reason.message}
                  </Link>
                  <ReasonCodeText code={reason.code} status={check?.status ?? "fail"} />
                </p>
                {remedy === null ? null : <p className="text-pretty text-muted">{remedy}</p>}
              </div>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

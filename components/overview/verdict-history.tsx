"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { attestationListHref } from "@/components/attestations/list-href";
import { verdictIcons, verdictTextClasses } from "@/components/attestations/verdict-badge";
import { VerdictChart } from "@/components/charts/verdict-chart";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import type { Overview } from "@/lib/contract/overview";
import { formatCount } from "@/lib/format/amount";
import { formatUtc } from "@/lib/format/date";
import { verdictWords } from "@/lib/format/words";
import { VERDICTS } from "@/lib/rats/verdict";

/** Verdicts over time, stacked; a column leads to the attestations in it. The same figures stand in a table. */
export function VerdictHistory({ overview }: { readonly overview: Overview }) {
  const router = useRouter();
  const bucketMs = overview.bucketSeconds * 1000;
  const hrefOf = (start: string) =>
    attestationListHref({
      from: start,
      to: new Date(new Date(start).getTime() + bucketMs).toISOString(),
    });
  return (
    <Card aria-labelledby="verdicts-over-time">
      <CardHeader
        id="verdicts-over-time"
        title="Verdicts over time"
        note={`Attestations per ${bucketName(overview.bucketSeconds)}, UTC`}
        actions={<Key />}
      />
      <CardBody className="px-2 pt-4 pb-2">
        <VerdictChart
          buckets={overview.buckets}
          bucketSeconds={overview.bucketSeconds}
          onOpen={(start) => router.push(hrefOf(start))}
        />
        <details className="px-2 pt-1 text-sm">
          <summary className="w-fit rounded-sm py-1 text-xs text-muted hover:text-text">
            As a table
          </summary>
          <div
            className="mt-2 max-h-72 overflow-auto"
            tabIndex={0}
            role="region"
            aria-label="Verdicts over time as a table"
          >
            <table className="w-full text-left tabular-nums">
              <caption className="sr-only">Verdicts over time</caption>
              <thead className="text-xs text-muted">
                <tr>
                  <th scope="col" className="py-1 font-medium">
                    From
                  </th>
                  {VERDICTS.map((verdict) => (
                    <th key={verdict} scope="col" className="py-1 text-right font-medium">
                      {verdictWords[verdict].label}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {overview.buckets.map((bucket) => (
                  <tr key={bucket.start} className="border-t">
                    <th scope="row" className="py-1 font-normal">
                      <Link
                        href={hrefOf(bucket.start)}
                        prefetch={false}
                        className="rounded-sm hover:underline"
                      >
                        {formatUtc(bucket.start)}
                      </Link>
                    </th>
                    {VERDICTS.map((verdict) => (
                      <td key={verdict} className="py-1 text-right">
                        {formatCount(bucket[verdict])}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </details>
      </CardBody>
    </Card>
  );
}

function Key() {
  return (
    <ul className="flex flex-wrap gap-x-3 text-xs text-muted max-sm:hidden">
      {VERDICTS.map((verdict) => {
        const Icon = verdictIcons[verdict];
        return (
          <li key={verdict} className="flex items-center gap-1">
            <Icon aria-hidden className={`size-3.5 ${verdictTextClasses[verdict]}`} />
            {verdictWords[verdict].label}
          </li>
        );
      })}
    </ul>
  );
}

/** "24 hours" and not "day": a column ends with the running hour, not at midnight. */
function bucketName(seconds: number): string {
  if (seconds % 3600 === 0) return seconds === 3600 ? "hour" : `${seconds / 3600} hours`;
  return `${Math.round(seconds / 60)} minutes`;
}

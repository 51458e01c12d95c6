"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { PageHeader } from "@/components/shell/page-header";
import { Banner } from "@/components/ui/banner";
import { ErrorState } from "@/components/ui/error-state";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { describeError } from "@/lib/client/api-error";
import { limitsQuery } from "@/lib/client/limits";
import { LIMIT_CLASSES } from "@/lib/access/limit-class";
import type { LimitUse } from "@/lib/contract/limits";
import { BucketsCard } from "./buckets-card";
import { LimitDialog } from "./limit-dialog";
import { LimitTable } from "./limit-table";
import type { LimitTarget } from "./limit-target";
import { isEmpty } from "./limit-words";

/** Of many empty buckets so many are named. */
const NAMED = 5;

/** How much each key, each person and the whole organization may do, and what is left. */
export function LimitsView() {
  const { data, error, refetch } = useQuery(limitsQuery());
  const [edited, setEdited] = useState<LimitTarget | null>(null);
  return (
    <>
      <PageHeader
        title="Limits"
        note="A request draws a token from the bucket of its key or person and one from the organization’s. All replicas share the buckets."
      />
      {error ? (
        <ErrorState
          title={data ? "The limits could not be updated" : "The limits could not be loaded"}
          {...describeError(error)}
          onRetry={() => void refetch()}
        />
      ) : null}
      {data ? (
        <>
          <EmptyBuckets use={data.use.filter(isEmpty)} />
          <LimitTable limits={data} onEdit={setEdited} />
          <BucketsCard limits={data} onEdit={setEdited} />
        </>
      ) : error ? null : (
        <Loading label="limits" className="rounded-card border bg-surface p-4">
          {[0, 1, 2, 3, 4, 5].map((row) => (
            <Skeleton key={row} className="mb-3 h-12" />
          ))}
        </Loading>
      )}
      {edited ? <LimitDialog target={edited} onClose={() => setEdited(null)} /> : null}
    </>
  );
}

/** Who is refused at this moment. */
function EmptyBuckets({ use }: { readonly use: readonly LimitUse[] }) {
  if (use.length === 0) return null;
  return (
    <Banner
      tone="warning"
      title={
        use.length === 1
          ? "A bucket is empty: its requests are refused until a token has come back"
          : `${use.length} buckets are empty: their requests are refused until a token has come back`
      }
    >
      <ul>
        {use.slice(0, NAMED).map(({ scope, subjectId, limitClass, name }) => (
          <li key={`${scope}/${subjectId}/${limitClass}`} className="wrap-anywhere">
            {name ?? subjectId}: {LIMIT_CLASSES[limitClass].words.toLowerCase()}
          </li>
        ))}
      </ul>
      {use.length > NAMED ? <p>and {use.length - NAMED} more</p> : null}
    </Banner>
  );
}

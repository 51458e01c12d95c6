"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { PageHeader } from "@/components/shell/page-header";
import { ErrorState } from "@/components/ui/error-state";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { describeError } from "@/lib/client/api-error";
import { limitsQuery } from "@/lib/client/limits";
import type { LimitSetting } from "@/lib/contract/limits";
import { BucketsCard } from "./buckets-card";
import { LimitDialog } from "./limit-dialog";
import { LimitTable } from "./limit-table";

/** How much each key, each person and the whole organization may do, and what is left. */
export function LimitsView() {
  const { data, error, refetch } = useQuery(limitsQuery());
  const [edited, setEdited] = useState<LimitSetting | null>(null);
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
          <LimitTable limits={data} onEdit={setEdited} />
          <BucketsCard use={data.use} />
        </>
      ) : error ? null : (
        <Loading label="limits" className="rounded-card border bg-surface p-4">
          {[0, 1, 2, 3, 4, 5].map((row) => (
            <Skeleton key={row} className="mb-3 h-12" />
          ))}
        </Loading>
      )}
      <LimitDialog setting={edited} onClose={() => setEdited(null)} />
    </>
  );
}

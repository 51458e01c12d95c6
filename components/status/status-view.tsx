"use client";

import { useQuery } from "@tanstack/react-query";
import { PageHeader } from "@/components/shell/page-header";
import { Banner } from "@/components/ui/banner";
import { ErrorState } from "@/components/ui/error-state";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { describeError } from "@/lib/client/api-error";
import { statusQuery } from "@/lib/client/status";
import type { Status } from "@/lib/contract/status";
import { DatabaseCard } from "./database-card";
import { JobsCard } from "./jobs-card";
import { ReplicasCard } from "./replicas-card";
import { UpstreamsCard } from "./upstreams-card";

/** What this installation consists of and stands on, the worst news first. */
export function StatusView() {
  const { data, error, refetch } = useQuery(statusQuery());
  return (
    <>
      <PageHeader
        title="Status"
        note="The services that collateral comes from, the server processes, their recurring jobs and the database."
      />
      {error ? (
        <ErrorState
          title={data ? "The status could not be updated" : "The status could not be loaded"}
          {...describeError(error)}
          onRetry={() => void refetch()}
        />
      ) : null}
      {data ? (
        <>
          <DeadUpstreams status={data} />
          <UpstreamsCard upstreams={data.upstreams} />
          <div className="grid gap-4 lg:grid-cols-2">
            <ReplicasCard replicas={data.replicas} />
            <DatabaseCard database={data.database} version={data.version} />
          </div>
          <JobsCard jobs={data.jobs} replicas={data.replicas} />
        </>
      ) : error ? null : (
        <StatusSkeleton />
      )}
    </>
  );
}

function DeadUpstreams({ status }: { readonly status: Status }) {
  const dead = status.upstreams.filter(({ phase }) => phase !== "closed");
  if (dead.length === 0) return null;
  const hosts = dead.map(({ host }) => host).join(", ");
  return (
    <Banner tone="warning" title={`${hosts} ${dead.length === 1 ? "does" : "do"} not answer`}>
      Verifications use what is in the collateral cache; what is missing there leaves a verdict
      open.
    </Banner>
  );
}

function StatusSkeleton() {
  return (
    <Loading label="status" className="flex flex-col gap-4">
      {[32, 24, 56].map((height) => (
        <div key={height} className="rounded-card border bg-surface p-4">
          <Skeleton className="h-5 w-32" />
          <Skeleton className={height === 56 ? "mt-4 h-56" : "mt-4 h-24"} />
        </div>
      ))}
    </Loading>
  );
}

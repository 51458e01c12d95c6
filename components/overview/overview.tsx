"use client";

import { useQuery } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { PageHeader } from "@/components/shell/page-header";
import { PermittedLink } from "@/components/session/permitted-link";
import { ErrorState } from "@/components/ui/error-state";
import { describeError } from "@/lib/client/api-error";
import { type OverviewRange, overviewQuery } from "@/lib/client/overview";
import { formatCount } from "@/lib/format/amount";
import { ExpiringCollateral } from "./expiring-collateral";
import { FirstRun } from "./first-run";
import { LatestFailures } from "./latest-failures";
import { OverviewSkeleton } from "./overview-skeleton";
import { RangeSwitch } from "./range-switch";
import { ReasonBars } from "./reason-bars";
import { UpstreamState } from "./upstream-state";
import { VerdictHistory } from "./verdict-history";
import { VerdictTotals } from "./verdict-totals";

/** The page that a person sees first: the worst news at the top, everything a link to its reasons. */
export function Overview({ range }: { readonly range: OverviewRange }) {
  const { data, error, refetch } = useQuery(overviewQuery(range));
  const isEmpty = data?.storedTotal === 0;
  return (
    <>
      <PageHeader
        title="Overview"
        note={
          data && !isEmpty ? (
            <>{formatCount(data.storedTotal)} attestations stored in all.</>
          ) : undefined
        }
        actions={
          isEmpty ? null : (
            <>
              <RangeSwitch range={range} />
              <PermittedLink
                permission="evidence:verify"
                href="/verify"
                variant="primary"
                className="md:hidden"
              >
                <ShieldCheck aria-hidden />
                Verify
              </PermittedLink>
            </>
          )
        }
      />
      {error ? (
        <ErrorState
          title={data ? "The overview could not be updated" : "The overview could not be loaded"}
          {...describeError(error)}
          onRetry={() => void refetch()}
        />
      ) : null}
      {data ? <UpstreamState upstreams={data.upstreams} /> : null}
      {isEmpty ? <FirstRun /> : null}
      {data && !isEmpty ? (
        <>
          <VerdictTotals overview={data} />
          <VerdictHistory overview={data} />
          <div className="grid items-start gap-6 lg:grid-cols-2">
            <LatestFailures items={data.latestFailures} />
            <div className="grid gap-6">
              <ReasonBars overview={data} />
              <ExpiringCollateral items={data.expiringCollateral} />
            </div>
          </div>
        </>
      ) : null}
      {!data && !error ? <OverviewSkeleton /> : null}
    </>
  );
}

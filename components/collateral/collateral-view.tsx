"use client";

import { useQuery } from "@tanstack/react-query";
import { Database, Download } from "lucide-react";
import { useMay } from "@/components/session/use-session";
import { PageHeader } from "@/components/shell/page-header";
import { Banner } from "@/components/ui/banner";
import { buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { describeError } from "@/lib/client/api-error";
import { collateralListQuery } from "@/lib/client/collateral";
import { exportCollateral } from "@/lib/contract/operations";
import { CollateralImport } from "./collateral-import";
import { CollateralTable } from "./collateral-table";

/** What verdicts stand on: TCB information, identities and revocation lists, with their validity. */
export function CollateralView() {
  const may = useMay();
  const { data, error, refetch } = useQuery(collateralListQuery());
  const expired = data?.items.filter(({ state }) => state === "expired").length ?? 0;
  return (
    <>
      <PageHeader
        title="Collateral"
        note="TCB information, identities and revocation lists that verdicts stand on. Fetched from the vendor when a verification needs them and kept until they expire; imported by file where there is no network."
        actions={
          data && data.items.length > 0 ? (
            <a
              href={exportCollateral.path}
              download="attestry-collateral.json"
              className={buttonClass({})}
            >
              <Download aria-hidden />
              Export all
            </a>
          ) : null
        }
      />
      {error ? (
        <ErrorState
          title={
            data ? "The collateral could not be updated" : "The collateral could not be loaded"
          }
          {...describeError(error)}
          onRetry={() => void refetch()}
        />
      ) : null}
      {expired > 0 ? (
        <Banner
          tone="warning"
          title={`${expired} ${expired === 1 ? "item has" : "items have"} expired`}
        >
          They are fetched anew when a verification needs them; where the vendor’s service can’t be
          reached, import newer ones. For a moment when they were valid they still serve.
        </Banner>
      ) : null}
      {may("collateral:write") ? <CollateralImport /> : null}
      {!data && !error ? <CollateralSkeleton /> : null}
      {data && data.items.length === 0 ? (
        <div className="rounded-card border bg-surface">
          <EmptyState icon={<Database aria-hidden />} title="No collateral yet">
            It fills itself with the first verification that reaches the vendor’s service. On a
            machine without a network,{" "}
            {may("collateral:write") ? "import a file above." : "an operator imports a file here."}
          </EmptyState>
        </div>
      ) : null}
      {data && data.items.length > 0 ? <CollateralTable items={data.items} /> : null}
    </>
  );
}

function CollateralSkeleton() {
  return (
    <Loading label="collateral" className="overflow-hidden rounded-card border bg-surface">
      <div className="h-9 border-b bg-sunken" />
      {[0, 1, 2, 3, 4, 5].map((index) => (
        <div key={index} className="flex h-13 items-center gap-6 border-b px-4 last:border-b-0">
          <Skeleton className="h-5 w-24" />
          <Skeleton className="h-4 flex-1" />
          <Skeleton className="h-4 w-32 max-md:hidden" />
        </div>
      ))}
    </Loading>
  );
}

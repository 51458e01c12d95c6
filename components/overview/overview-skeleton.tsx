import { Loading, Skeleton } from "@/components/ui/skeleton";

/** The page's own layout, empty. */
export function OverviewSkeleton() {
  return (
    <Loading label="overview" className="flex flex-col gap-6">
      <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
        {[0, 1, 2, 3].map((index) => (
          <div key={index} className="rounded-card border bg-surface px-4 py-3">
            <Skeleton className="h-4 w-24" />
            <Skeleton className="mt-2.5 h-8 w-16" />
          </div>
        ))}
      </div>
      <div className="rounded-card border bg-surface p-4">
        <Skeleton className="h-5 w-40" />
        <Skeleton className="mt-6 h-[200px]" />
      </div>
      <div className="grid gap-6 lg:grid-cols-2">
        {[0, 1].map((index) => (
          <div key={index} className="rounded-card border bg-surface p-4">
            <Skeleton className="h-5 w-32" />
            <div className="mt-5 flex flex-col gap-3">
              {[0, 1, 2, 3, 4].map((row) => (
                <Skeleton key={row} className="h-8" />
              ))}
            </div>
          </div>
        ))}
      </div>
    </Loading>
  );
}

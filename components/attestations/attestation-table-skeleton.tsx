import { Loading, Skeleton } from "@/components/ui/skeleton";

const ROWS = 12;

export function AttestationTableSkeleton() {
  return (
    <Loading label="attestations" className="overflow-hidden rounded-card border bg-surface">
      <div className="h-9 border-b bg-sunken" />
      {Array.from({ length: ROWS }, (_, index) => (
        <div key={index} className="flex h-9 items-center gap-6 border-b px-4 last:border-b-0">
          <Skeleton className="size-4" />
          <Skeleton className="h-5 w-28" />
          <Skeleton className="h-4 w-16" />
          <Skeleton className="h-4 w-12 max-md:hidden" />
          <Skeleton className="h-4 flex-1 max-md:hidden" />
          <Skeleton className="h-4 w-24 max-lg:hidden" />
        </div>
      ))}
    </Loading>
  );
}

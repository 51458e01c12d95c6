"use client";

import { useIsFetching, useQueryClient } from "@tanstack/react-query";
import { RefreshCw } from "lucide-react";
import { useSyncExternalStore } from "react";
import { Button } from "@/components/ui/button";
import { classNames } from "@/components/ui/class-names";
import { useNow } from "@/components/ui/clock";
import { formatRelative } from "@/lib/format/date";

/** How old the data on this page is, and a way to ask again. The oldest of what is shown counts. */
export function Freshness() {
  const client = useQueryClient();
  const nowMs = useNow();
  const fetching = useIsFetching() > 0;
  const updatedAtMs = useSyncExternalStore(
    (notify) => client.getQueryCache().subscribe(notify),
    () => oldestShown(client),
    () => 0,
  );
  if (updatedAtMs === 0) return null;
  const age = formatRelative(new Date(updatedAtMs).toISOString(), nowMs);
  return (
    <Button
      variant="ghost"
      size="small"
      aria-label={`Updated ${age}; update now`}
      onClick={() => void client.refetchQueries({ type: "active" })}
      className="font-normal! text-faint! max-lg:hidden"
    >
      <span className="tabular-nums">Updated {age}</span>
      <RefreshCw
        aria-hidden
        className={classNames("size-3.5!", fetching && "motion-safe:animate-spin")}
      />
    </Button>
  );
}

function oldestShown(client: ReturnType<typeof useQueryClient>): number {
  const times = client
    .getQueryCache()
    .findAll({ type: "active" })
    // A search that was typed is not what the page shows.
    .filter((query) => query.state.dataUpdatedAt > 0 && query.queryKey[0] !== "search")
    .map((query) => query.state.dataUpdatedAt);
  return times.length === 0 ? 0 : Math.min(...times);
}

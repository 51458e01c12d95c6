import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { OVERVIEW_RANGES } from "@/lib/contract/overview";
import { getOverview, search } from "@/lib/contract/operations";
import { api } from "./api";

export type OverviewRange = (typeof OVERVIEW_RANGES)[number];

export const overviewKeys = {
  all: ["overview"] as const,
  range: (range: OverviewRange) => [...overviewKeys.all, range] as const,
};

export const overviewQuery = (range: OverviewRange) =>
  queryOptions({
    queryKey: overviewKeys.range(range),
    queryFn: ({ signal }) => api(getOverview, { query: { range }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });

export const searchKeys = {
  all: ["search"] as const,
  term: (q: string) => [...searchKeys.all, q] as const,
};

/** Fewer digits than this lead anywhere; the API refuses them too. */
export const SEARCH_MIN_LENGTH = 4;

export const searchQuery = (q: string) =>
  queryOptions({
    queryKey: searchKeys.term(q),
    queryFn: ({ signal }) => api(search, { query: { q }, signal }),
    enabled: q.length >= SEARCH_MIN_LENGTH,
    staleTime: 10_000,
  });

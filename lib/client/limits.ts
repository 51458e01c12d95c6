import { queryOptions } from "@tanstack/react-query";
import { getLimits } from "@/lib/contract/operations/limits";
import { api } from "./api";

export const limitKeys = { all: ["limits"] as const };

export const limitsQuery = () =>
  queryOptions({
    queryKey: limitKeys.all,
    queryFn: ({ signal }) => api(getLimits, { signal }),
    refetchInterval: 10_000,
  });

import { queryOptions } from "@tanstack/react-query";
import { getStatus } from "@/lib/contract/operations/status";
import { api } from "./api";

export const statusKeys = { all: ["status"] as const };

export const statusQuery = () =>
  queryOptions({
    queryKey: statusKeys.all,
    queryFn: ({ signal }) => api(getStatus, { signal }),
    refetchInterval: 10_000,
  });

import { queryOptions } from "@tanstack/react-query";
import { listCollateral } from "@/lib/contract/operations";
import { api } from "./api";

export const collateralKeys = {
  all: ["collateral"] as const,
  list: () => [...collateralKeys.all, "list"] as const,
};

export const collateralListQuery = () =>
  queryOptions({
    queryKey: collateralKeys.list(),
    queryFn: ({ signal }) => api(listCollateral, { signal }),
    refetchInterval: 60_000,
  });

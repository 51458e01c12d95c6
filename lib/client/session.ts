import { queryOptions } from "@tanstack/react-query";
import { listProviders } from "@/lib/contract/operations/account";
import { getSession, listSessions } from "@/lib/contract/operations/sessions";
import { api } from "./api";

export const sessionKeys = {
  all: ["session"] as const,
  current: () => [...sessionKeys.all, "current"] as const,
  list: () => [...sessionKeys.all, "list"] as const,
  providers: () => [...sessionKeys.all, "providers"] as const,
};

/** Who this is and what they may do: the layout of the console brings it along, so it is there on every page. */
export const sessionQuery = () =>
  queryOptions({
    queryKey: sessionKeys.current(),
    queryFn: ({ signal }) => api(getSession, { signal }),
    staleTime: 60_000,
  });

/** The own sessions, in all browsers. */
export const sessionListQuery = () =>
  queryOptions({
    queryKey: sessionKeys.list(),
    queryFn: ({ signal }) => api(listSessions, { signal }),
  });

export const providersQuery = () =>
  queryOptions({
    queryKey: sessionKeys.providers(),
    queryFn: ({ signal }) => api(listProviders, { signal }),
    staleTime: Infinity,
  });

import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import type { memberListQuerySchema } from "@/lib/contract/members";
import {
  getSecondFactorDemand,
  listInvitations,
  listMembers,
} from "@/lib/contract/operations/members";
import { api } from "./api";

export type MemberQuery = Partial<z.input<typeof memberListQuerySchema>>;

export const memberKeys = {
  all: ["members"] as const,
  list: (query: MemberQuery) => [...memberKeys.all, "list", query] as const,
  factorDemand: () => [...memberKeys.all, "factor demand"] as const,
  invitations: () => [...memberKeys.all, "invitations"] as const,
};

export const membersQuery = (query: MemberQuery) =>
  queryOptions({
    queryKey: memberKeys.list(query),
    queryFn: ({ signal }) => api(listMembers, { query, signal }),
    placeholderData: keepPreviousData,
  });

export const invitationsQuery = () =>
  queryOptions({
    queryKey: memberKeys.invitations(),
    queryFn: ({ signal }) => api(listInvitations, { signal }),
  });

export const factorDemandQuery = () =>
  queryOptions({
    queryKey: memberKeys.factorDemand(),
    queryFn: ({ signal }) => api(getSecondFactorDemand, { signal }),
  });

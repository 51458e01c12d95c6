import { queryOptions } from "@tanstack/react-query";
import { listInvitations, listMembers } from "@/lib/contract/operations/members";
import { api } from "./api";

export const memberKeys = {
  all: ["members"] as const,
  list: () => [...memberKeys.all, "list"] as const,
  invitations: () => [...memberKeys.all, "invitations"] as const,
};

export const membersQuery = () =>
  queryOptions({
    queryKey: memberKeys.list(),
    queryFn: ({ signal }) => api(listMembers, { signal }),
  });

export const invitationsQuery = () =>
  queryOptions({
    queryKey: memberKeys.invitations(),
    queryFn: ({ signal }) => api(listInvitations, { signal }),
  });

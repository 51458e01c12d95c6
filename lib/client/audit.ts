import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import type { auditListQuerySchema } from "@/lib/contract/audit";
import { getAuditEvent, getAuditState, listAuditEvents } from "@/lib/contract/operations/audit";
import { api } from "./api";

export type AuditListQuery = z.input<typeof auditListQuerySchema>;

export const auditKeys = {
  all: ["audit"] as const,
  list: (query: AuditListQuery) => [...auditKeys.all, "list", query] as const,
  event: (seq: number) => [...auditKeys.all, "event", seq] as const,
  state: () => [...auditKeys.all, "state"] as const,
};

export const auditListQuery = (query: AuditListQuery) =>
  queryOptions({
    queryKey: auditKeys.list(query),
    queryFn: ({ signal }) => api(listAuditEvents, { query, signal }),
    placeholderData: keepPreviousData,
    // The first page grows at its head; a page behind a cursor stays as it is.
    refetchInterval: query.cursor === undefined ? 15_000 : false,
  });

/** An event never changes. */
export const auditEventQuery = (seq: number) =>
  queryOptions({
    queryKey: auditKeys.event(seq),
    queryFn: ({ signal }) => api(getAuditEvent, { params: { seq: String(seq) }, signal }),
    staleTime: Infinity,
  });

export const auditStateQuery = () =>
  queryOptions({
    queryKey: auditKeys.state(),
    queryFn: ({ signal }) => api(getAuditState, { signal }),
    refetchInterval: 30_000,
  });

import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import type { attestationListQuerySchema } from "@/lib/contract/attestations";
import {
  getAttestation,
  getAttestationEventLogs,
  getAttestationMaterial,
  listAttestations,
} from "@/lib/contract/operations";
import { api } from "./api";

export type AttestationListQuery = z.input<typeof attestationListQuerySchema>;

export const attestationKeys = {
  all: ["attestations"] as const,
  list: (query: AttestationListQuery) => [...attestationKeys.all, "list", query] as const,
  detail: (id: string) => [...attestationKeys.all, "detail", id] as const,
  material: (id: string) => [...attestationKeys.all, "material", id] as const,
  eventLogs: (id: string) => [...attestationKeys.all, "event-logs", id] as const,
};

export const attestationListQuery = (query: AttestationListQuery) =>
  queryOptions({
    queryKey: attestationKeys.list(query),
    queryFn: ({ signal }) => api(listAttestations, { query, signal }),
    placeholderData: keepPreviousData,
    // The first page grows at its head; a page behind a cursor stays as it is.
    refetchInterval: query.cursor === undefined ? 15_000 : false,
  });

export const attestationQuery = (id: string) =>
  queryOptions({
    queryKey: attestationKeys.detail(id),
    queryFn: ({ signal }) => api(getAttestation, { params: { id }, signal }),
  });

/** Evidence and endorsements never change under an id. */
export const attestationMaterialQuery = (id: string) =>
  queryOptions({
    queryKey: attestationKeys.material(id),
    queryFn: ({ signal }) => api(getAttestationMaterial, { params: { id }, signal }),
    staleTime: Infinity,
  });

export const attestationEventLogsQuery = (id: string) =>
  queryOptions({
    queryKey: attestationKeys.eventLogs(id),
    queryFn: ({ signal }) => api(getAttestationEventLogs, { params: { id }, signal }),
    staleTime: Infinity,
  });

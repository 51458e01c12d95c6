import { keepPreviousData, mutationOptions, queryOptions } from "@tanstack/react-query";
import type { QueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import type {
  apiKeyListQuerySchema,
  createApiKeySchema,
  updateApiKeySchema,
} from "@/lib/contract/api-keys";
import {
  createApiKey,
  getApiKey,
  listApiKeys,
  revokeApiKey,
  rotateApiKey,
  updateApiKey,
} from "@/lib/contract/operations/api-keys";
import { api } from "./api";
import type { Confirmed } from "./confirmed";

export type ApiKeyListQuery = Partial<z.input<typeof apiKeyListQuerySchema>>;

export const apiKeyKeys = {
  all: ["api-keys"] as const,
  list: (query: ApiKeyListQuery) => [...apiKeyKeys.all, "list", query] as const,
  one: (id: string) => [...apiKeyKeys.all, "one", id] as const,
};

export const apiKeyListQuery = (query: ApiKeyListQuery) =>
  queryOptions({
    queryKey: apiKeyKeys.list(query),
    queryFn: ({ signal }) => api(listApiKeys, { query, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });

export const apiKeyQuery = (id: string) =>
  queryOptions({
    queryKey: apiKeyKeys.one(id),
    queryFn: ({ signal }) => api(getApiKey, { params: { id }, signal }),
  });

export const createApiKeyMutation = (client: QueryClient, confirmed: Confirmed) =>
  mutationOptions({
    mutationFn: (body: z.input<typeof createApiKeySchema>) =>
      confirmed(() => api(createApiKey, { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: apiKeyKeys.all }),
    // The answer holds a secret: it is gone with the dialog that shows it.
    gcTime: 0,
  });

export const updateApiKeyMutation = (client: QueryClient, confirmed: Confirmed) =>
  mutationOptions({
    mutationFn: ({ id, ...body }: { readonly id: string } & z.input<typeof updateApiKeySchema>) =>
      confirmed(() => api(updateApiKey, { params: { id }, body })),
    onSettled: () => client.invalidateQueries({ queryKey: apiKeyKeys.all }),
  });

export const rotateApiKeyMutation = (client: QueryClient, confirmed: Confirmed) =>
  mutationOptions({
    mutationFn: ({ id, overlapHours }: { readonly id: string; readonly overlapHours: number }) =>
      confirmed(() => api(rotateApiKey, { params: { id }, body: { overlapHours } })),
    onSettled: () => client.invalidateQueries({ queryKey: apiKeyKeys.all }),
    gcTime: 0,
  });

export const revokeApiKeyMutation = (client: QueryClient, confirmed: Confirmed) =>
  mutationOptions({
    mutationFn: (id: string) => confirmed(() => api(revokeApiKey, { params: { id } })),
    onSettled: () => client.invalidateQueries({ queryKey: apiKeyKeys.all }),
  });

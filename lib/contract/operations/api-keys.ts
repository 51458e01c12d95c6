import { z } from "zod";
import {
  apiKeyListQuerySchema,
  apiKeyListSchema,
  apiKeySchema,
  createApiKeySchema,
  newApiKeySchema,
  rotateApiKeySchema,
  updateApiKeySchema,
} from "../api-keys";
import type { OperationContract } from "../operation";
import { idSchema } from "../scalars";

const byId = z.strictObject({ id: idSchema });

export const listApiKeys = {
  id: "apiKeys.list",
  method: "GET",
  path: "/api/v1/api-keys",
  tag: "API keys",
  summary: "API keys, newest first, without their secrets",
  query: apiKeyListQuerySchema,
  response: { kind: "json", status: 200, schema: apiKeyListSchema },
  reasons: [],
} as const satisfies OperationContract;

export const getApiKey = {
  id: "apiKeys.get",
  method: "GET",
  path: "/api/v1/api-keys/{id}",
  tag: "API keys",
  summary: "One API key, without its secret",
  params: byId,
  response: { kind: "json", status: 200, schema: apiKeySchema },
  reasons: ["NOT_FOUND"],
} as const satisfies OperationContract;

const onceOnly =
  "The secret is in this answer and in no other, so the call is not repeated under an Idempotency-Key, which would have to " +
  "keep it.";

export const createApiKey = {
  id: "apiKeys.create",
  method: "POST",
  path: "/api/v1/api-keys",
  tag: "API keys",
  summary: "Make an API key; its scopes are permissions that its maker has",
  description: `${onceOnly} If the answer is lost, revoke the key and make another.`,
  body: { kind: "json", schema: createApiKeySchema },
  response: { kind: "json", status: 201, schema: newApiKeySchema },
  reasons: ["POLICY_UNKNOWN"],
} as const satisfies OperationContract;

export const updateApiKey = {
  id: "apiKeys.update",
  method: "PATCH",
  path: "/api/v1/api-keys/{id}",
  tag: "API keys",
  summary: "Change the name, networks, tags or policy of an API key, or let it end earlier",
  params: byId,
  body: { kind: "json", schema: updateApiKeySchema },
  response: { kind: "json", status: 200, schema: apiKeySchema },
  reasons: ["NOT_FOUND", "CONFLICT", "POLICY_UNKNOWN"],
} as const satisfies OperationContract;

export const rotateApiKey = {
  id: "apiKeys.rotate",
  method: "POST",
  path: "/api/v1/api-keys/{id}/rotate",
  tag: "API keys",
  summary: "Make the successor of an API key; the old one goes on working for the overlap",
  description: `${onceOnly} If the answer is lost, rotate the successor. A key has one successor: a second call is a CONFLICT.`,
  params: byId,
  body: { kind: "json", schema: rotateApiKeySchema },
  response: { kind: "json", status: 201, schema: newApiKeySchema },
  reasons: ["NOT_FOUND", "CONFLICT"],
} as const satisfies OperationContract;

export const revokeApiKey = {
  id: "apiKeys.revoke",
  method: "POST",
  path: "/api/v1/api-keys/{id}/revoke",
  tag: "API keys",
  summary: "End an API key at once and for good",
  params: byId,
  response: { kind: "json", status: 200, schema: apiKeySchema },
  reasons: ["NOT_FOUND", "CONFLICT"],
} as const satisfies OperationContract;

export const API_KEY_CONTRACTS = [
  listApiKeys,
  getApiKey,
  createApiKey,
  updateApiKey,
  rotateApiKey,
  revokeApiKey,
] as const satisfies readonly OperationContract[];

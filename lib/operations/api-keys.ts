import {
  createApiKey as createApiKeyContract,
  getApiKey as getApiKeyContract,
  listApiKeys as listApiKeysContract,
  revokeApiKey as revokeApiKeyContract,
  rotateApiKey as rotateApiKeyContract,
  updateApiKey as updateApiKeyContract,
} from "@/lib/contract/operations/api-keys";
import { createApiKey } from "@/lib/services/api-keys/create-api-key";
import { getApiKey, listApiKeys } from "@/lib/services/api-keys/list-api-keys";
import { revokeApiKey } from "@/lib/services/api-keys/revoke-api-key";
import { rotateApiKey } from "@/lib/services/api-keys/rotate-api-key";
import { updateApiKey } from "@/lib/services/api-keys/update-api-key";
import { operation } from "./operation";
import { reply } from "./reply";

export const list = operation(listApiKeysContract, {
  permission: "api-key:read",
  run: ({ query, context }) => reply(listApiKeys(context, query)),
});

export const get = operation(getApiKeyContract, {
  permission: "api-key:read",
  run: ({ params, context }) => reply(getApiKey(context, params.id)),
});

export const create = operation(createApiKeyContract, {
  permission: "api-key:manage",
  stepUp: true,
  run: ({ body, context }) => reply(createApiKey(context, body)),
});

export const update = operation(updateApiKeyContract, {
  permission: "api-key:manage",
  stepUp: true,
  run: ({ params, body, context }) => reply(updateApiKey(context, params.id, body)),
});

export const rotate = operation(rotateApiKeyContract, {
  permission: "api-key:manage",
  stepUp: true,
  run: ({ params, body, context }) => reply(rotateApiKey(context, params.id, body)),
});

export const revoke = operation(revokeApiKeyContract, {
  permission: "api-key:manage",
  stepUp: true,
  run: ({ params, context }) => reply(revokeApiKey(context, params.id)),
});

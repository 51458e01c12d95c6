import {
  limitParamsSchema,
  limitQuerySchema,
  limitSettingSchema,
  limitsSchema,
  limitTargetSchema,
  setLimitSchema,
} from "../limits";
import type { OperationContract } from "../operation";

export const getLimits = {
  id: "limits.get",
  method: "GET",
  path: "/api/v1/limits",
  tag: "Limits",
  summary: "The limits of an organization, and what is left in its buckets",
  query: limitQuerySchema,
  response: { kind: "json", status: 200, schema: limitsSchema },
  reasons: ["PERMISSION_DENIED", "NOT_FOUND"],
} as const satisfies OperationContract;

export const setLimit = {
  id: "limits.set",
  method: "PUT",
  path: "/api/v1/limits/{scope}/{limitClass}",
  tag: "Limits",
  summary: "Change a limit; it holds from the next request on",
  description:
    "What all of an organization share is set by an administrator of the first organization, for any organization: otherwise one could starve the others.",
  params: limitParamsSchema,
  body: { kind: "json", schema: setLimitSchema },
  response: { kind: "json", status: 200, schema: limitSettingSchema },
  reasons: ["PERMISSION_DENIED", "NOT_FOUND"],
} as const satisfies OperationContract;

export const resetLimit = {
  id: "limits.reset",
  method: "DELETE",
  path: "/api/v1/limits/{scope}/{limitClass}",
  tag: "Limits",
  summary: "Go back to the default of a limit",
  params: limitParamsSchema,
  query: limitTargetSchema,
  response: { kind: "json", status: 200, schema: limitSettingSchema },
  reasons: ["PERMISSION_DENIED", "NOT_FOUND"],
} as const satisfies OperationContract;

export const LIMIT_CONTRACTS = [getLimits, setLimit, resetLimit] as const;

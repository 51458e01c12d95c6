import type { OperationContract } from "../operation";
import { breakerParamsSchema, statusSchema, upstreamStatusSchema } from "../status";

export const getStatus = {
  id: "status.get",
  method: "GET",
  path: "/api/v1/status",
  tag: "Status",
  summary: "Upstreams with their circuit breakers, replicas, jobs and the database",
  response: { kind: "json", status: 200, schema: statusSchema },
  reasons: [],
} as const satisfies OperationContract;

export const resetBreaker = {
  id: "status.resetBreaker",
  method: "POST",
  path: "/api/v1/status/breakers/{host}/reset",
  tag: "Status",
  summary: "Close the circuit breaker of an upstream, so that it is asked again at once",
  params: breakerParamsSchema,
  response: { kind: "json", status: 200, schema: upstreamStatusSchema },
  reasons: ["NOT_FOUND"],
} as const satisfies OperationContract;

export const STATUS_CONTRACTS = [getStatus, resetBreaker] as const;

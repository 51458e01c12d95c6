import { randomUUID } from "node:crypto";
import { performance } from "node:perf_hooks";
import { PLAIN_BODY_BYTES, type OperationContract } from "@/lib/contract/operation";
import { problemOf, refusedProblem } from "@/lib/contract/problem-of";
import type { Operation, Reply } from "@/lib/operations/operation";
import { OPERATIONS } from "@/lib/operations/table";
import { fail, ok, type Result } from "@/lib/rats/result";
import type { Runtime } from "@/lib/runtime";
import { rememberRefusal } from "@/lib/services/audit/remember-refusal";
import { ownerOf, type ServiceContext, serviceContext } from "@/lib/services/context";
import { failureOfError } from "@/lib/services/failure-of-error";
import { runtimeState } from "@/lib/services/runtime-state";
import { withinPatience } from "@/lib/store/lost-database";
import { type Admitted, admit } from "./admit";
import { answer, refusal } from "./answer";
import {
  MAX_BATCH_BYTES,
  REQUEST_TIMEOUT_MS,
  type ApiRequest,
  type ApiResponse,
} from "./api-request";
import { checkOrigin } from "./origin";
import { readInput } from "./read-input";
import { rememberingFailure } from "./remember-failure";
import { replyBody } from "./reply-body";
import { createRouter } from "./routes";

const route = createRouter(OPERATIONS);

/**
 * One request of the API, from address to answer. Never rejects: what nobody expected is a 500, or a 503 while the
 * database is away, that says its request id and nothing else, while the log has the rest. Bodies and evidence are never
 * logged.
 */
export async function dispatch(request: ApiRequest, runtime: Runtime): Promise<ApiResponse> {
  const startedAt = performance.now();
  const requestId = randomUUID();
  const routed = route(request.method, request.path);
  const operation = routed.kind === "operation" ? routed.operation.contract.id : "none";

  let response: ApiResponse;
  try {
    response = await respond({ request, runtime, requestId, routed });
  } catch (error) {
    runtime.log.error({ err: error, requestId, operation }, "an API request failed");
    runtimeState(runtime).metrics.serviceErrors.inc({ stage: "http" });
    response = refusal(problemOf(failureOfError(error), { instance: requestId }));
  }

  const seconds = (performance.now() - startedAt) / 1000;
  const { requests, requestDuration } = runtimeState(runtime).metrics;
  const method = KNOWN_METHODS.has(request.method) ? request.method : "other";
  requests.inc({ operation, method, status: response.status });
  requestDuration.observe({ operation }, seconds);
  runtime.log.debug({ requestId, operation, status: response.status, seconds }, "answered");
  return request.method === "HEAD" ? { ...response, body: "" } : response;
}

const noSuchAddress = {
  code: "NOT_FOUND",
  detail: "The API has no such address; /api/v1/openapi.json lists all.",
} as const;

/** Of what a client may write into the method, only these become a label. */
const KNOWN_METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

interface Dispatching {
  readonly request: ApiRequest;
  readonly runtime: Runtime;
  readonly requestId: string;
}

async function respond({
  request,
  runtime,
  requestId,
  routed,
}: Dispatching & { readonly routed: ReturnType<typeof route> }): Promise<ApiResponse> {
  const origin = checkOrigin(request, runtime.config);
  if (!origin.ok) return refusal(refusedProblem(origin, requestId));
  switch (routed.kind) {
    case "none":
      return refusal(problemOf(noSuchAddress, { instance: requestId }));
    case "other-method": {
      const headers = { Allow: routed.allowed.join(", ") };
      if (request.method === "OPTIONS") {
        return answer({ status: 204, requestId, contentType: "text/plain", body: "", headers });
      }
      const detail = `This address knows ${headers.Allow}.`;
      const problem = problemOf({ code: "METHOD_NOT_ALLOWED", detail }, { instance: requestId });
      return refusal(problem, headers);
    }
    case "operation":
      return perform({ request, runtime, requestId, ...routed });
  }
}

async function perform({
  request,
  runtime,
  requestId,
  operation,
  params,
}: Dispatching & {
  readonly operation: Operation;
  readonly params: Readonly<Record<string, string>>;
}): Promise<ApiResponse> {
  const { contract } = operation;
  const startedAt = runtime.now();
  const {
    admitted,
    headers: limits,
    client,
    denied,
  } = await withinPatience(admit(request, { runtime, operation, now: startedAt }));
  const refuse = (refused: Refused) => refusal(refusedProblem(refused, requestId), limits);
  const asked = { requestId, operation: contract.id, startedAt, client };
  if (!admitted.ok) {
    if (denied !== null) {
      const reasonCode = admitted.failure.code;
      const refused = serviceContext(runtime, { ...asked, actor: denied });
      await rememberRefusal(refused, { outcome: "denied", reasonCode, params });
    }
    return refuse(admitted);
  }

  const entered = enter(operation, { request, runtime, actor: admitted.value.actor, client });
  if (!entered.ok) return refuse(entered);
  const leave = entered.value;
  try {
    const carriedOut = await carryOut({
      request,
      runtime,
      operation,
      params,
      asked,
      ...admitted.value,
    });
    const response = "failure" in carriedOut ? refuse(carriedOut) : withLimits(carriedOut, limits);
    if (typeof response.body === "string" || response.body instanceof Uint8Array) leave();
    return { ...response, finished: leave };
  } catch (error) {
    leave();
    throw error;
  }
}

function withLimits(response: ApiResponse, limits: Readonly<Record<string, string>>): ApiResponse {
  return { ...response, headers: { ...limits, ...response.headers } };
}

interface CarryingOut extends Pick<Dispatching, "request" | "runtime">, Admitted {
  readonly operation: Operation;
  readonly params: Readonly<Record<string, string>>;
  readonly asked: Pick<ServiceContext, "requestId" | "operation" | "startedAt" | "client">;
}

/** Reads what an admitted request brings, and answers it. */
async function carryOut({
  request,
  runtime,
  operation,
  params,
  asked,
  actor,
  charge,
}: CarryingOut): Promise<ApiResponse | Refused> {
  const { contract } = operation;
  // Nothing of a body is parsed before it is known that its sender may send it.
  const input = await readInput({ request, contract, params, rawLines: operation.rawLines });
  if (!input.ok) return input;

  const { claim, ...parsed } = input.value;
  const context = serviceContext(runtime, {
    ...asked,
    actor,
    charge,
    idempotency: claim,
    signal: request.signal,
  });
  const work = withinTime(operation.run({ ...parsed, context }));
  const result = await rememberingFailure(work, { operation, context, params });
  if (!result.ok) return result;
  const { status, headers } = result.value;
  return answer({
    status: status ?? contract.response.status,
    requestId: asked.requestId,
    contentType: contentTypeOf(contract.response),
    body: replyBody(contract, {
      body: result.value.body,
      checked: !runtime.config.production,
    }),
    headers,
  });
}

/** A failure on its way to becoming a problem. */
type Refused = Parameters<typeof refusedProblem>[0];

/** Takes one of the places that each may have open at once, and the memory that its body may need. */
function enter(
  { contract, limit }: Operation,
  {
    request,
    runtime,
    ...who
  }: Pick<Dispatching, "request" | "runtime"> & Pick<ServiceContext, "actor" | "client">,
): Result<() => void> {
  if (limit === null) return ok(() => {});
  return runtimeState(runtime).openRequests.enter(ownerOf(who), {
    limit,
    most: runtime.limits[limit].openRequests,
    bytes: bodyBytes(request, contract),
  });
}

/**
 * Memory for a body: a sender that does not say its length may go to the limit. As many small ones as may be open are no
 * burden.
 */
function bodyBytes(request: ApiRequest, { body }: OperationContract): number {
  if (body === undefined) return 0;
  const most = body.kind === "ndjson" ? MAX_BATCH_BYTES : (body.maxBytes ?? PLAIN_BODY_BYTES);
  const declared = Number(request.header("content-length") ?? most);
  if (declared <= PLAIN_BODY_BYTES) return 0;
  return declared < most ? declared : most;
}

function contentTypeOf(response: OperationContract["response"]): string {
  switch (response.kind) {
    case "json":
      return "application/json";
    case "ndjson":
      return "application/x-ndjson";
    case "bytes":
    case "text":
      return response.contentType;
  }
}

/** The work goes on when its time is over, since it can't be interrupted; nobody waits for it any more. */
async function withinTime(work: Promise<Result<Reply>>): Promise<Result<Reply>> {
  let timer: NodeJS.Timeout | undefined;
  const timeOver = new Promise<Result<Reply>>((resolve) => {
    timer = setTimeout(() => {
      resolve(fail("TOO_BUSY", `No answer within ${REQUEST_TIMEOUT_MS / 1000} seconds.`));
    }, REQUEST_TIMEOUT_MS);
  });
  try {
    return await Promise.race([work, timeOver]);
  } finally {
    clearTimeout(timer);
  }
}

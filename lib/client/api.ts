import type { z } from "zod";
import type { OperationContract } from "@/lib/contract/operation";
import { problemSchema } from "@/lib/contract/problem";
import { ApiError } from "./api-error";
import { type QueryValues, operationUrl } from "./operation-url";
import { announceSessionEnded } from "./session-ended";

type JsonOperation = OperationContract & {
  readonly response: { readonly kind: "json"; readonly schema: z.ZodType };
};

type Sent<O, Part extends "params" | "query"> =
  O extends Record<Part, infer Schema extends z.ZodType> ? z.input<Schema> : undefined;
type SentBody<O> = O extends { readonly body: { readonly schema: infer Schema extends z.ZodType } }
  ? z.input<Schema>
  : undefined;

export type Answer<O extends JsonOperation> = z.output<O["response"]["schema"]>;

export type Call<O> = (Sent<O, "params"> extends undefined
  ? { readonly params?: undefined }
  : { readonly params: Sent<O, "params"> }) &
  (SentBody<O> extends undefined
    ? { readonly body?: undefined }
    : { readonly body: SentBody<O> }) & {
    readonly query?: Sent<O, "query">;
    readonly signal?: AbortSignal;
    readonly idempotencyKey?: string;
  };

/**
 * Calls an operation of the API and reads the answer with the contract's schema.
 * @throws {ApiError} for a problem, for no answer, and for an answer that is not what the contract says.
 */
export async function api<const O extends JsonOperation>(
  operation: O,
  call: Call<O>,
): Promise<Answer<O>> {
  const { body, signal, idempotencyKey } = call;
  const headers = new Headers({ accept: "application/json" });
  if (body !== undefined) headers.set("content-type", "application/json");
  if (idempotencyKey !== undefined) headers.set("idempotency-key", idempotencyKey);
  // The generic members of Call are records of strings and numbers by contract; URLs are built from those.
  const target = operationUrl(operation, {
    params: call.params as Readonly<Record<string, string>> | undefined,
    query: call.query as QueryValues | undefined,
  });
  const response = await send(target, {
    method: operation.method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  });
  const answer = await readJson(response);
  if (!response.ok) {
    const error = problemOf(response, answer);
    if (error.code === "AUTHENTICATION_REQUIRED") announceSessionEnded();
    throw error;
  }
  const parsed = operation.response.schema.safeParse(answer);
  if (!parsed.success) {
    throw new ApiError({
      status: response.status,
      code: "ANSWER_UNREADABLE",
      title: "The answer is not what the contract says",
      detail: `The server's answer to ${operation.id} does not fit its schema; this page and the server may be of different versions. Reload the page.`,
      instance: response.headers.get("x-request-id"),
      errors: parsed.error.issues.map((issue) => ({
        pointer: `/${issue.path.join("/")}`,
        message: issue.message,
      })),
    });
  }
  // safeParse of the operation's own schema: the type parameter is lost inside the generic.
  return parsed.data as Answer<O>;
}

async function send(target: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(target, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError({
      status: 0,
      code: "SERVER_UNREACHABLE",
      title: "The server did not answer",
      detail: "The server did not answer. Check that it runs and that this machine can reach it.",
      instance: null,
    });
  }
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return null;
  }
}

function problemOf(response: Response, answer: unknown): ApiError {
  const problem = problemSchema.safeParse(answer);
  if (problem.success) {
    return new ApiError(problem.data, { retryAfterSeconds: retryAfterSeconds(response) });
  }
  return new ApiError({
    status: response.status,
    code: "ANSWER_UNREADABLE",
    title: "The server answered with an error",
    detail: `The server answered ${response.status} without saying why.`,
    instance: response.headers.get("x-request-id"),
  });
}

/** RFC 9110, section 10.2.3; this server sends seconds, never a date. */
function retryAfterSeconds(response: Response): number | null {
  const text = response.headers.get("retry-after");
  return text !== null && /^\d{1,6}$/.test(text) ? Number(text) : null;
}

import type { Result } from "@/lib/rats/result";

/**
 * What the API needs of a request, whoever received it. Node's server and the Web `Request` of Next each have an
 * adapter; the path in front of Next never builds Web objects, which cost more than the whole dispatch.
 */
export interface ApiRequest {
  /** Upper case. */
  readonly method: string;
  /** The path without query, as sent. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** `name` in lower case; null when absent. */
  header(name: string): string | null;
  /** Of the other end of the connection; null where only Next runs, which does not say. */
  readonly remoteAddress: string | null;
  /** The whole body. Failures: `BODY_TOO_LARGE`, `REQUEST_TIMEOUT`. Call it or `chunks`, once. */
  readBody(limitBytes: number): Promise<Result<Uint8Array>>;
  /** The body as it arrives; the iteration pulls, so an unread body holds the sender back. */
  chunks(): AsyncIterable<Uint8Array>;
  /** Aborted when the client went away. */
  readonly signal: AbortSignal;
}

export interface ApiResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | AsyncIterable<string | Uint8Array>;
  /** Called by whoever sends it, once it is out or given up. */
  readonly finished?: () => void;
}

/** Largest body of a batch. */
export const MAX_BATCH_BYTES = 64 * 1024 * 1024;
/** Longest time for a body that is one document, however steadily it trickles. */
export const BODY_TIMEOUT_MS = 120_000;
/** Longest pause between two pieces of a body. */
export const BODY_IDLE_TIMEOUT_MS = 30_000;
/** Longest time for an answer that is one document. */
export const REQUEST_TIMEOUT_MS = 120_000;

/** A GET that can't be led astray: bounded in time, size and redirects, and never to another host. */
export interface BoundedFetchOptions {
  readonly fetch: typeof globalThis.fetch;
  readonly url: URL;
  readonly accept: string;
  /** Of the decoded body. */
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

export type BoundedAnswer =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly headers: Headers;
      /** Empty unless the status is 200. */
      readonly body: Uint8Array;
    }
  /** No connection, or no whole answer in time. */
  | { readonly kind: "no-answer"; readonly detail: string }
  /** An answer that breaks one of our own limits; asking again would not help. */
  | { readonly kind: "refused"; readonly detail: string };

const MAX_REDIRECTS = 2;
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Collateral comes over TLS, or from this very machine. */
export function isAllowedAddress(url: URL): boolean {
  if (url.username !== "" || url.password !== "") return false;
  return url.protocol === "https:" || (url.protocol === "http:" && LOOPBACK.has(url.hostname));
}

/** Never throws. Redirects are followed at most twice, to the same origin only. */
export async function boundedFetch(options: BoundedFetchOptions): Promise<BoundedAnswer> {
  const { timeoutMs } = options;
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeoutMs);
  try {
    return await follow(options, abort.signal);
  } catch (error) {
    const detail = abort.signal.aborted
      ? `no answer within ${timeoutMs} ms`
      : `no connection (${reasonOf(error)})`;
    return { kind: "no-answer", detail };
  } finally {
    clearTimeout(timer);
    // Ends a transfer that we stopped reading.
    abort.abort();
  }
}

async function follow(options: BoundedFetchOptions, signal: AbortSignal): Promise<BoundedAnswer> {
  let url = options.url;
  for (let redirects = 0; ; redirects += 1) {
    const response = await options.fetch(url, {
      headers: { accept: options.accept },
      redirect: "manual",
      signal,
    });
    const location = response.headers.get("location");
    if (response.status < 300 || response.status > 399 || location === null) {
      return await readAnswer(response, options.maxBytes);
    }
    const next = URL.canParse(location, url) ? new URL(location, url) : null;
    if (next === null || next.origin !== url.origin || next.username !== "") {
      return {
        kind: "refused",
        detail: `redirect to another host (${next?.host ?? "unreadable"}) is not followed`,
      };
    }
    if (redirects === MAX_REDIRECTS) return { kind: "refused", detail: "more than 2 redirects" };
    url = next;
  }
}

async function readAnswer(response: Response, maxBytes: number): Promise<BoundedAnswer> {
  const { status, headers } = response;
  if (status !== 200) return { kind: "answer", status, headers, body: new Uint8Array(0) };

  const tooLarge = { kind: "refused", detail: `answer is larger than ${maxBytes} bytes` } as const;
  // Only a hint, so that a large answer is not even begun; what counts is what arrives.
  if (Number(headers.get("content-length") ?? 0) > maxBytes) return tooLarge;

  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) return tooLarge;
    chunks.push(chunk);
  }
  const body = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    body.set(chunk, offset);
    offset += chunk.length;
  }
  return { kind: "answer", status, headers, body };
}

/** The innermost reason: fetch itself only says "fetch failed". */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  if (error.cause instanceof Error) return reasonOf(error.cause);
  const code = "code" in error && typeof error.code === "string" ? error.code : null;
  return code ?? (error.message === "" ? error.name : error.message);
}

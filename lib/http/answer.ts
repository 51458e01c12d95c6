import type { Problem } from "@/lib/contract/problem";
import type { ApiResponse } from "./api-request";

/** On every answer: nothing of the API is stored by a cache, sniffed, framed or read by another site. */
const COMMON_HEADERS = {
  "Cache-Control": "no-store",
  "X-Content-Type-Options": "nosniff",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
} as const;

interface Answer {
  readonly status: number;
  readonly requestId: string;
  readonly contentType: string;
  readonly body: ApiResponse["body"];
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

export function answer({ status, requestId, contentType, body, headers }: Answer): ApiResponse {
  return {
    status,
    headers: {
      ...COMMON_HEADERS,
      "X-Request-Id": requestId,
      "Content-Type": contentType,
      ...headers,
    },
    body,
  };
}

/** A failure as problem details (RFC 9457). */
export function refusal(
  problem: Problem,
  headers: Readonly<Record<string, string>> = {},
): ApiResponse {
  return answer({
    status: problem.status,
    requestId: problem.instance,
    contentType: "application/problem+json",
    body: JSON.stringify(problem),
    headers: { ...headersOf(problem), ...headers },
  });
}

/** Seconds after which a refused judgement finds a place again, most likely. */
const RETRY_AFTER_SECONDS = 1;

function headersOf({ code, retryAfterSeconds }: Problem): Record<string, string> {
  if (retryAfterSeconds !== undefined) return { "Retry-After": String(retryAfterSeconds) };
  switch (code) {
    case "TOO_BUSY":
      return { "Retry-After": String(RETRY_AFTER_SECONDS) };
    // RFC 9110, section 15.5.2, and RFC 6750, section 3: a 401 says what would be taken.
    case "AUTHENTICATION_REQUIRED":
      return { "WWW-Authenticate": 'Bearer realm="attestry"' };
    case "CREDENTIALS_INVALID":
    case "API_KEY_ENDED":
      return { "WWW-Authenticate": 'Bearer realm="attestry", error="invalid_token"' };
    // What is left of the body is not read, so the connection can't carry another request.
    case "BODY_TOO_LARGE":
    case "REQUEST_TIMEOUT":
      return { Connection: "close" };
    default:
      return {};
  }
}

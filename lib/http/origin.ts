import { fail, ok, type Result } from "@/lib/rats/result";
import type { ApiRequest } from "./api-request";

/**
 * The server has no accounts yet and listens on loopback, so whoever reaches it is trusted. A browser on the same
 * machine reaches it on behalf of any page that it shows: through a host name that resolves to 127.0.0.1 (DNS
 * rebinding), or by posting across origins. Both are refused. Failure: `ORIGIN_REJECTED`.
 */
export function checkOrigin(request: ApiRequest): Result<null> {
  const host = request.header("host") ?? "";
  if (!isLoopbackHost(host)) {
    return fail(
      "ORIGIN_REJECTED",
      `Host is ${quoted(host)}; this server answers to 127.0.0.1, localhost and [::1] only.`,
    );
  }
  if (request.method === "GET" || request.method === "HEAD") return ok(null);
  const origin = request.header("origin");
  if (origin !== null && !isOwnOrigin(origin, host)) {
    return fail(
      "ORIGIN_REJECTED",
      `Origin is ${quoted(origin)}; writes come from this server's own pages.`,
    );
  }
  const site = request.header("sec-fetch-site");
  if (site === "cross-site" || site === "same-site") {
    return fail(
      "ORIGIN_REJECTED",
      `Sec-Fetch-Site is ${quoted(site)}; writes come from this server's own pages.`,
    );
  }
  return ok(null);
}

/** `Host` with or without a port; 127.0.0.0/8 is loopback as a whole (RFC 6890). */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

export function isLoopbackHost(host: string): boolean {
  return LOOPBACK.test(host);
}

/** A page of this very host and port; `null`, which sandboxed frames send, is none. */
function isOwnOrigin(origin: string, host: string): boolean {
  return origin.toLowerCase() === `http://${host}`.toLowerCase();
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}

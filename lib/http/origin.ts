import type { Config } from "@/lib/config";
import { fail, ok, type Result } from "@/lib/rats/result";
import type { ApiRequest } from "./api-request";

/**
 * A browser sends requests on behalf of any page that it shows: through a host name that resolves to this server (DNS
 * rebinding), or across origins with the cookies of its user. Both are refused: the host must be the one that this server
 * is reached by, and a write with a cookie must say that it comes from a page of this origin. Failure: `ORIGIN_REJECTED`.
 */
export function checkOrigin(
  request: ApiRequest,
  { publicUrl }: Pick<Config, "publicUrl">,
): Result<null> {
  const host = request.header("host") ?? "";
  if (!isOwnHost(host, publicUrl)) {
    const own = publicUrl === null ? "127.0.0.1, localhost and [::1]" : new URL(publicUrl).host;
    return fail("ORIGIN_REJECTED", `Host is ${quoted(host)}; this server answers to ${own} only.`);
  }
  if (request.method === "GET" || request.method === "HEAD") return ok(null);
  const origin = request.header("origin");
  if (origin !== null && !isOwnOrigin(origin, { host, publicUrl })) {
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
  const isByCookie = request.header("cookie") !== null && request.header("authorization") === null;
  if (isByCookie && origin === null && site !== "same-origin") {
    return fail("ORIGIN_REJECTED", "A write with a cookie names its Origin.");
  }
  return ok(null);
}

/** `Host` with or without a port; 127.0.0.0/8 is loopback as a whole (RFC 6890). */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

export function isLoopbackHost(host: string): boolean {
  return LOOPBACK.test(host);
}

/** On loopback any of its names; otherwise the one of the public address, and loopback for whoever is on this machine. */
export function isOwnHost(host: string, publicUrl: string | null): boolean {
  if (isLoopbackHost(host)) return true;
  return publicUrl !== null && new URL(publicUrl).host === host.toLowerCase();
}

/** A page of this very host and port; `null`, which sandboxed frames send, is none. */
function isOwnOrigin(
  origin: string,
  { host, publicUrl }: { readonly host: string; readonly publicUrl: string | null },
): boolean {
  const own = isLoopbackHost(host) || publicUrl === null ? `http://${host}` : publicUrl;
  return origin.toLowerCase() === own.toLowerCase();
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}

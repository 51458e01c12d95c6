import type { Config } from "@/lib/config";
import { isSecure } from "@/lib/accounts/session-cookie";

/** A request header of our own, from `proxy.ts` to the layout: the nonce of this page. */
export const NONCE_HEADER = "x-attestry-nonce";
/** The same for the address that was asked for, path and query, which Next does not tell a page. */
export const ADDRESS_HEADER = "x-attestry-address";

/**
 * What a page may load and run (CSP level 3): scripts that carry this request's nonce and what those load, styles and
 * everything else from this server. `strict-dynamic` is for the chunks that Next's loader adds.
 *
 * Style attributes stay allowed: bars, indents and virtual rows have geometry that is computed, React writes it into the
 * server's HTML as attributes, and an attribute can carry no nonce. Attributes can't load anything: everything that they
 * could name falls under `default-src`, `img-src` and `font-src`.
 */
export function contentSecurityPolicy({
  nonce,
  development,
}: {
  readonly nonce: string;
  readonly development: boolean;
}): string {
  return [
    "default-src 'self'",
    // React's development build evaluates text, and Next's overlay and hot reloading add styles and a socket.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    development ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self'",
    "font-src 'self'",
    `connect-src 'self'${development ? " ws:" : ""}`,
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** Two years, as browsers' preload lists ask. */
const HSTS = "max-age=63072000; includeSubDomains";

/** For everything that this server answers where browsers come over TLS (RFC 6797, section 7.2: never over http). */
export function transportSecurity(
  config: Pick<Config, "publicUrl">,
): Readonly<Record<string, string>> {
  return isSecure(config) ? { "Strict-Transport-Security": HSTS } : {};
}

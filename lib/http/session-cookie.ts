import { createHmac, timingSafeEqual } from "node:crypto";
import type { Config } from "@/lib/config";

/**
 * The cookie of a session: better-auth writes it, this reads it, since asking better-auth would cost ten times the rest
 * of a request. Its value is `token.signature`, percent-encoded; the signature is HMAC-SHA256 over the token under the
 * sessions secret, in base64.
 */
export function sessionCookieName(config: Pick<Config, "publicUrl">): string {
  return isSecure(config) ? "__Host-attestry-session" : "attestry-session";
}

/** Cookies are `Secure` where browsers come over TLS. */
export function isSecure({ publicUrl }: Pick<Config, "publicUrl">): boolean {
  return publicUrl?.startsWith("https:") === true;
}

/** The token of a cookie whose signature is right; null otherwise. */
export function readSessionToken(
  cookieHeader: string,
  { name, secret }: { readonly name: string; readonly secret: string },
): string | null {
  const value = cookieValue(cookieHeader, name);
  const dot = value?.lastIndexOf(".") ?? -1;
  if (value === null || dot < 1) return null;
  const token = value.slice(0, dot);
  const given = Buffer.from(value.slice(dot + 1), "base64");
  const right = createHmac("sha256", secret).update(token).digest();
  return given.length === right.length && timingSafeEqual(given, right) ? token : null;
}

/** RFC 6265, section 5.4: pairs with `; ` between them. The first of a name counts. */
function cookieValue(header: string, name: string): string | null {
  for (const pair of header.split(";")) {
    const [key = "", ...rest] = pair.split("=");
    if (key.trim() !== name) continue;
    try {
      return decodeURIComponent(rest.join("=").trim());
    } catch {
      return null;
    }
  }
  return null;
}

import { createHmac, timingSafeEqual } from "node:crypto";
import type { Config } from "@/lib/config";

/**
 * The cookie of a session, as better-auth has it: its value is `token.signature`, percent-encoded; the signature is
 * HMAC-SHA256 over the token under the sessions secret, in base64. Read here, because asking better-auth would cost ten
 * times the rest of a request.
 */
export function sessionCookieName(config: Pick<Config, "publicUrl">): string {
  return isSecure(config) ? "__Host-attestry-session" : "attestry-session";
}

/** Ties a sign-in at a provider to the browser that began it, so that nobody is signed in as somebody else by a link. */
export function signInCookieName(config: Pick<Config, "publicUrl">): string {
  return isSecure(config) ? "__Host-attestry-sign-in" : "attestry-sign-in";
}

/** Cookies are `Secure` where browsers come over TLS. */
export function isSecure({ publicUrl }: Pick<Config, "publicUrl">): boolean {
  return publicUrl?.startsWith("https:") === true;
}

/** A session ends when nobody has used it for so long … */
export const SESSION_IDLE_SECONDS = 24 * 3600;
/** … and after this in any case. The cookie lives as long; that it leads nowhere any more is the server's word. */
export const SESSION_SECONDS = 7 * 24 * 3600;

/** The token of a cookie whose signature is right; null otherwise. */
export function readSessionToken(
  cookieHeader: string,
  { name, secret }: { readonly name: string; readonly secret: string },
): string | null {
  const value = readCookie(cookieHeader, name);
  const dot = value?.lastIndexOf(".") ?? -1;
  if (value === null || dot < 1) return null;
  const token = value.slice(0, dot);
  const given = Buffer.from(value.slice(dot + 1), "base64");
  const right = signatureOf(token, secret);
  return given.length === right.length && timingSafeEqual(given, right) ? token : null;
}

/** `Set-Cookie` for a new token. */
export function writeSessionCookie(
  config: Pick<Config, "publicUrl">,
  { token, secret }: { readonly token: string; readonly secret: string },
): string {
  const value = encodeURIComponent(`${token}.${signatureOf(token, secret).toString("base64")}`);
  return setCookie(config, {
    name: sessionCookieName(config),
    value,
    path: "/",
    maxAgeSeconds: SESSION_SECONDS,
  });
}

/** `Set-Cookie` that makes a browser forget its session. */
export function clearSessionCookie(config: Pick<Config, "publicUrl">): string {
  return setCookie(config, {
    name: sessionCookieName(config),
    value: "",
    path: "/",
    maxAgeSeconds: 0,
  });
}

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  readonly maxAgeSeconds: number;
}

/** No script reads it, no other site's form sends it, and without Domain no other host gets it. */
export function setCookie(
  config: Pick<Config, "publicUrl">,
  { name, value, path, maxAgeSeconds }: Cookie,
): string {
  const attributes = [`Path=${path}`, `Max-Age=${maxAgeSeconds}`, "HttpOnly", "SameSite=Lax"];
  return [`${name}=${value}`, ...attributes, ...(isSecure(config) ? ["Secure"] : [])].join("; ");
}

/** RFC 6265, section 5.4: pairs with `; ` between them. The first of a name counts. */
export function readCookie(header: string, name: string): string | null {
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

function signatureOf(token: string, secret: string): Buffer {
  return createHmac("sha256", secret).update(token).digest();
}

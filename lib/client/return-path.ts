import { safeReturnPath } from "@/lib/access/return-path";

/** Where to go on after signing in: a path of this server, and none of the way in itself, which count as the overview. */
export function returnPath(text: string | null | undefined): string {
  const path = safeReturnPath(text);
  return /^\/(?:sign-in|setup|invitation|api)(?:[/?#]|$)/.test(path) ? "/" : path;
}

/** The sign-in page that leads back to `path`. */
export function signInHref(path: string): string {
  const target = returnPath(path);
  return target === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(target)}`;
}

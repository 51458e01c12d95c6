/** Only what is looked up against it; nobody ever goes there. */
const NOWHERE = "https://nowhere.invalid";

/**
 * Where to go on after signing in: a path of this server. Anything that a browser could take elsewhere (`//host`,
 * `/\host`, a scheme, control characters, which browsers drop) counts as the overview, and so do the pages of the way in.
 */
export function returnPath(text: string | null | undefined): string {
  if (!text || !/^\/(?![/\\])[\x21-\x7e]*$/.test(text) || !URL.canParse(text, NOWHERE)) return "/";
  const { origin, pathname, search, hash } = new URL(text, NOWHERE);
  const isEntry = /^\/(?:sign-in|setup|invitation|api)(?:\/|$)/.test(pathname);
  if (origin !== NOWHERE || pathname.startsWith("//") || isEntry) return "/";
  return pathname + search + hash;
}

/** The sign-in page that leads back to `path`. */
export function signInHref(path: string): string {
  const target = returnPath(path);
  return target === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(target)}`;
}

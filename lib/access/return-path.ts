/**
 * Where to go on after signing in: a path of this server, or `/` for everything that could lead elsewhere. Browsers read
 * `//host`, `/\host` and both with a tab in between as another host, so only plain ASCII without backslashes counts,
 * and the path is looked at once more after its dots are resolved.
 */
export function safeReturnPath(text: string | null | undefined): string {
  if (text === null || text === undefined || !PLAIN_PATH.test(text)) return "/";
  const base = "http://here.invalid";
  if (!URL.canParse(text, base)) return "/";
  const { origin, pathname, search, hash } = new URL(text, base);
  return origin === base && !pathname.startsWith("//") ? `${pathname}${search}${hash}` : "/";
}

/** A slash, no second one, then printable ASCII without a backslash. */
const PLAIN_PATH = /^\/(?!\/)[\x21-\x5b\x5d-\x7e]*$/;

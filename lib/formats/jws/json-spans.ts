/** A JSON value with its place in the text that it stands in. */
export interface JsonSpan {
  /** Member name or index; null for the whole document. */
  readonly name: string | null;
  readonly kind: "object" | "array" | "text" | "integer" | "word";
  /** Of the value, without the name of its member. */
  readonly start: number;
  readonly end: number;
  readonly children: readonly JsonSpan[];
}

const SPACE = " \t\r\n";
const MAX_DEPTH = 64;

/**
 * Where each value of a JSON text stands. For texts that `parseStrictJson` has accepted, which is what makes this walk
 * so short; for any other text the answer is null or nonsense, never an exception. Give it one character per byte and
 * the places are byte offsets.
 */
export function jsonSpans(text: string): JsonSpan | null {
  const walk: Walk = { text, at: 0 };
  return value(walk, { name: null, depth: 0 });
}

interface Walk {
  readonly text: string;
  at: number;
}

function value(walk: Walk, given: { name: string | null; depth: number }): JsonSpan | null {
  const { name, depth } = given;
  skipSpace(walk);
  const start = walk.at;
  const first = walk.text[start];
  if (first === undefined || depth > MAX_DEPTH) return null;
  if (first === "{" || first === "[") {
    const children = members(walk, { isObject: first === "{", depth });
    const kind = first === "{" ? "object" : "array";
    return children && { name, kind, start, end: walk.at, children };
  }
  if (first === '"') {
    if (!skipString(walk)) return null;
    return { name, kind: "text", start, end: walk.at, children: [] };
  }
  while (walk.at < walk.text.length && !`${SPACE},]}`.includes(walk.text[walk.at] ?? "")) walk.at++;
  const kind = /[-0-9]/.test(first) ? "integer" : "word";
  return walk.at === start ? null : { name, kind, start, end: walk.at, children: [] };
}

function members(
  walk: Walk,
  { isObject, depth }: { isObject: boolean; depth: number },
): readonly JsonSpan[] | null {
  const close = isObject ? "}" : "]";
  const found: JsonSpan[] = [];
  walk.at++;
  for (skipSpace(walk); walk.text[walk.at] !== close; skipSpace(walk)) {
    if (found.length > 0 && walk.text[walk.at++] !== ",") return null;
    skipSpace(walk);
    const name = isObject ? memberName(walk) : `${found.length}`;
    if (name === null) return null;
    const child = value(walk, { name, depth: depth + 1 });
    if (child === null) return null;
    found.push(child);
  }
  walk.at++;
  return found;
}

function memberName(walk: Walk): string | null {
  const start = walk.at;
  if (walk.text[start] !== '"' || !skipString(walk)) return null;
  const name = walk.text.slice(start + 1, walk.at - 1);
  skipSpace(walk);
  return walk.text[walk.at++] === ":" ? name : null;
}

function skipString(walk: Walk): boolean {
  for (walk.at++; walk.at < walk.text.length; walk.at++) {
    const character = walk.text[walk.at];
    if (character === "\\") walk.at++;
    else if (character === '"') {
      walk.at++;
      return true;
    }
  }
  return false;
}

function skipSpace(walk: Walk): void {
  while (walk.at < walk.text.length && SPACE.includes(walk.text[walk.at] ?? "x")) walk.at++;
}

/** Longest text that a pattern is tried on, in UTF-16 code units. */
export const MAX_PATTERN_TEXT = 512;
const MAX_PATTERN = 256;
/** `*`, `+` and `{n,m}` together: each can multiply the work by the length of the text. */
const MAX_REPEATS = 3;
/** Ways through options and alternatives: `?` doubles them, a group multiplies them by its alternatives. */
const MAX_WAYS = 256;

/** What decides how long trying a pattern can take. */
interface Shape {
  readonly repeats: number;
  readonly ways: number;
}

/**
 * A pattern of a schema as a regular expression, or null when trying it could take long. Schemas come with requests, and
 * JavaScript's engine backtracks: so no group is repeated, nothing looks around or back, and repeats are few.
 */
export function safePattern(pattern: string): RegExp | null {
  if (shapeOf(pattern) === null) return null;
  try {
    return new RegExp(pattern, "u");
  } catch {
    return null;
  }
}

/** How many steps trying the pattern on a text of this length can take, at worst. */
export function patternWork(pattern: string, length: number): number {
  const shape = shapeOf(pattern);
  if (shape === null || length > MAX_PATTERN_TEXT) return 1;
  // Only a pattern that begins with ^, whatever alternative is taken, is tried at one place.
  const isAnchored = pattern.startsWith("^") && !pattern.includes("|");
  return shape.ways * (length + 1) ** (shape.repeats + (isAnchored ? 0 : 1));
}

function shapeOf(pattern: string): Shape | null {
  if (pattern.length > MAX_PATTERN) return null;
  let [repeats, ways, isInClass] = [0, 1, false];
  const alternatives = [1]; // of the whole, then of each open group
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] ?? "";
    if (character === "\\") {
      const escaped = pattern[++at] ?? "";
      if (/[1-9k]/.test(escaped)) return null;
    } else if (isInClass) {
      isInClass = character !== "]";
    } else if (character === "[") {
      isInClass = true;
    } else if (character === "(") {
      if (pattern[at + 1] === "?" && pattern[at + 2] !== ":") return null;
      alternatives.push(1);
    } else if (character === "|") {
      alternatives.push((alternatives.pop() ?? 0) + 1);
    } else if (character === ")") {
      if (/[*+?{]/.test(pattern[at + 1] ?? "")) return null;
      ways *= alternatives.pop() ?? 1;
    } else if (character === "*" || character === "+") {
      repeats++;
    } else if (character === "?" && pattern[at - 1] !== "(") {
      ways *= 2;
    } else if (character === "{" && !/^\{\d{1,3}\}/.test(pattern.slice(at))) {
      repeats++;
    }
  }
  ways *= alternatives[0] ?? 1;
  return repeats > MAX_REPEATS || ways > MAX_WAYS ? null : { repeats, ways };
}

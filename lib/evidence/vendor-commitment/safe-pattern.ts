/** Longest text that a pattern is tried on, in UTF-16 code units. */
export const MAX_PATTERN_TEXT = 512;
const MAX_PATTERN = 256;
/** `*`, `+` and `{n,m}` together: each can multiply the work by the length of the text. */
const MAX_REPEATS = 3;
/** `?`: each can double it. */
const MAX_OPTIONALS = 8;

/**
 * A pattern of a schema as a regular expression, or null when trying it could take long. Schemas come with requests, and
 * JavaScript's engine backtracks: so no group is repeated, nothing looks around or back, and repeats are few.
 */
export function safePattern(pattern: string): RegExp | null {
  if (pattern.length > MAX_PATTERN) return null;
  let [repeats, optionals, isInClass] = [0, 0, false];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] ?? "";
    if (character === "\\") {
      const escaped = pattern[++at] ?? "";
      if (/[1-9k]/.test(escaped)) return null;
    } else if (isInClass) {
      isInClass = character !== "]";
    } else if (character === "[") {
      isInClass = true;
    } else if (character === "(" && pattern[at + 1] === "?" && pattern[at + 2] !== ":") {
      return null;
    } else if (character === ")" && /[*+?{]/.test(pattern[at + 1] ?? "")) {
      return null;
    } else if (character === "*" || character === "+") {
      repeats++;
    } else if (character === "?" && pattern[at - 1] !== "(") {
      optionals++;
    } else if (character === "{" && !/^\{\d{1,3}\}/.test(pattern.slice(at))) {
      repeats++;
    }
  }
  if (repeats > MAX_REPEATS || optionals > MAX_OPTIONALS) return null;
  try {
    return new RegExp(pattern, "u");
  } catch {
    return null;
  }
}

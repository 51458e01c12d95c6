import type { RegExpEngine, RegExpLike } from "ajv/dist/types/index.js";
import { MAX_PATTERN_TEXT, patternWork, safePattern } from "@/lib/formats/json-schema/safe-pattern";

/** Steps of all patterns of one validation together, at worst: a tenth of a second. */
const MAX_PATTERN_WORK = 10_000_000;

/** Ends a validation in which patterns would take too long. */
export class PatternsTakeTooLong extends Error {}

/** Ends a validation with a text that is too long for patterns: under `not`, "no match" would be a match. */
export class TextTooLong extends Error {}

/** What Ajv makes regular expressions with: they share a budget, which is full again after `refill`. */
export function boundedPatterns(): { readonly engine: RegExpEngine; refill(): void } {
  let left = MAX_PATTERN_WORK;

  /** With a text of its own, by which Ajv tells one pattern from another. */
  function make(pattern: string): RegExpLike & { toString(): string } {
    const expression = safePattern(pattern);
    if (expression === null) throw new TypeError("a pattern that was not vetted");
    return {
      test(text) {
        if (text.length > MAX_PATTERN_TEXT) throw new TextTooLong();
        left -= patternWork(pattern, text.length);
        if (left < 0) throw new PatternsTakeTooLong();
        return expression.test(text);
      },
      toString: () => String(expression),
    };
  }

  return {
    engine: Object.assign(make, { code: "boundedPattern" }),
    refill() {
      left = MAX_PATTERN_WORK;
    },
  };
}

import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { adjacencyGraphs, dictionary } from "@zxcvbn-ts/language-common";

/** How hard a password is to guess for somebody who knows its owner. */
export interface PasswordGuesses {
  /** log10 of the attempts that it takes, most likely ones first. */
  readonly log10: number;
  /** What most of it is, where it is something that is tried early. */
  readonly weakness: "known words" | "common" | "pattern" | null;
}

/** Its 49,233 leaked passwords, 7,776 words and layouts of keyboards are part of the package: nobody is asked. */
const estimator = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });

/** The work grows with the square of the length; what begins with so many good characters is good. */
const JUDGED_CHARACTERS = 48;

/**
 * Looks for leaked passwords, words, repetitions, rows of keys and dates, with the usual disguises of each, and counts
 * what remains as random. `knownWords` are tried first.
 */
export function passwordGuesses(password: string, knownWords: readonly string[]): PasswordGuesses {
  const judged = [...password].slice(0, JUDGED_CHARACTERS).join("");
  const { guessesLog10, sequence } = estimator.check(judged, [...knownWords]);
  const weaknesses = sequence.map(({ pattern, dictionaryName }) => {
    if (dictionaryName === "userInputs") return "known words";
    if (pattern === "dictionary") return "common";
    return PATTERNS.has(pattern) ? "pattern" : null;
  });
  const worst = (["known words", "common", "pattern"] as const).find((weakness) =>
    weaknesses.includes(weakness),
  );
  return { log10: guessesLog10, weakness: worst ?? null };
}

const PATTERNS: ReadonlySet<string> = new Set(["repeat", "sequence", "spatial", "date", "regex"]);

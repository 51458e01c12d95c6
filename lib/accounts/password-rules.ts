import {
  lettersOf,
  MIN_PASSWORD_LENGTH,
  namesInPassword,
  type PasswordOwner,
} from "@/lib/access/own-names";
import { passwordGuesses } from "./password-guesses";

export const MAX_PASSWORD_LENGTH = 128;
/** A password must stand ten thousand million guesses: some hundred years of one processor against our scrypt. */
const MIN_GUESSES_LOG10 = 10;

/** What the product is about, and an example that everybody knows: tried first by whoever guesses here. */
const CONTEXT_WORDS = [
  "attestry",
  "attestation",
  "confidential",
  "computing",
  "confidentialcomputing",
  "enclave",
  "correcthorsebatterystaple",
  "correct horse battery staple",
];

/**
 * Why a new password is too easy to guess, as a sentence; null when it will do. NIST SP 800-63B, section 5.1.1.2: length,
 * leaked and common passwords, what is known of its owner, and patterns; no rules about kinds of characters.
 */
export function passwordProblem(password: string, owner: PasswordOwner): string | null {
  // Characters as people count them.
  const length = [...password].length;
  if (length < MIN_PASSWORD_LENGTH) return `It has fewer than ${MIN_PASSWORD_LENGTH} characters.`;
  if (length > MAX_PASSWORD_LENGTH) return `It has more than ${MAX_PASSWORD_LENGTH} characters.`;
  if (namesInPassword(password, owner).length > 0) return KNOWN_WORDS;
  const { log10, weakness } = passwordGuesses(password, [...CONTEXT_WORDS, ...wordsOf(owner)]);
  if (log10 >= MIN_GUESSES_LOG10) return null;
  switch (weakness) {
    case "known words":
      return KNOWN_WORDS;
    case "common":
      return "It is made of passwords that are guessed first.";
    case "pattern":
    case null:
      return "It follows a pattern that is guessed early.";
  }
}

const KNOWN_WORDS =
  "It is made of your name, your e-mail, your organization or the name of this product.";

/** What else is known of them, which counts as no guess. */
function wordsOf({ name, email, organizations }: PasswordOwner): readonly string[] {
  return [name, ...organizations, ...email.split("@")]
    .flatMap((text) => [text, lettersOf(text), ...text.split(/[^\p{L}\p{N}]+/u)])
    .filter((word) => word.length > 1);
}

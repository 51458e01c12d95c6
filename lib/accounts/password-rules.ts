import { passwordGuesses } from "./password-guesses";

export const MIN_PASSWORD_LENGTH = 12;
export const MAX_PASSWORD_LENGTH = 128;
/** A password must stand ten thousand million guesses: some hundred years of one processor against our scrypt. */
const MIN_GUESSES_LOG10 = 10;
/** Shorter words stand in too many good passwords to be refused wherever they are. */
const MIN_WORD_LENGTH = 4;

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

/** Whose password it is to be. */
export interface PasswordOwner {
  readonly name: string;
  readonly email: string;
  /** Names of the organizations that they are, or are about to be, a member of. */
  readonly organizations: readonly string[];
}

/**
 * Why a new password is too easy to guess, as a sentence; null when it will do. NIST SP 800-63B, section 5.1.1.2: length,
 * leaked and common passwords, what is known of its owner, and patterns; no rules about kinds of characters.
 */
export function passwordProblem(password: string, owner: PasswordOwner): string | null {
  // Characters as people count them.
  const length = [...password].length;
  if (length < MIN_PASSWORD_LENGTH) return `It has fewer than ${MIN_PASSWORD_LENGTH} characters.`;
  if (length > MAX_PASSWORD_LENGTH) return `It has more than ${MAX_PASSWORD_LENGTH} characters.`;
  const letters = lettersOf(password);
  if (namesOf(owner).some((name) => letters.includes(name))) return KNOWN_WORDS;
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

/** Names that stand in no password of theirs, whatever is around them. */
function namesOf({ name, email, organizations }: PasswordOwner): readonly string[] {
  const [local = ""] = email.split("@");
  return ["attestry", email, local, name, ...organizations]
    .map(lettersOf)
    .filter((word) => word.length >= MIN_WORD_LENGTH);
}

/** What else is known of them, which counts as no guess. */
function wordsOf({ name, email, organizations }: PasswordOwner): readonly string[] {
  return [name, ...organizations, ...email.split("@")]
    .flatMap((text) => [text, lettersOf(text), ...text.split(/[^\p{L}\p{N}]+/u)])
    .filter((word) => word.length > 1);
}

function lettersOf(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
}

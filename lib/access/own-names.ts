export const MIN_PASSWORD_LENGTH = 12;

/** Whose password it is to be. */
export interface PasswordOwner {
  readonly name: string;
  readonly email: string;
  /** Names of the organizations that they are, or are about to be, a member of. */
  readonly organizations: readonly string[];
}

/** Shorter words stand in too many good passwords to be refused wherever they are. */
const MIN_WORD_LENGTH = 4;

/** Names that stand in no password of theirs, whatever is around them. */
export function namesInPassword(password: string, owner: PasswordOwner): readonly string[] {
  const { name, email, organizations } = owner;
  const [local = ""] = email.split("@");
  const letters = lettersOf(password);
  return ["attestry", email, local, name, ...organizations]
    .map(lettersOf)
    .filter((word) => word.length >= MIN_WORD_LENGTH && letters.includes(word));
}

export function lettersOf(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
}

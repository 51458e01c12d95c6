/** What of the rules for a new password a browser can tell; the server has the last word (`PASSWORD_REJECTED`). */
export interface RuleState {
  readonly text: string;
  readonly isMet: boolean;
}

const MIN_LENGTH = 12;
const MIN_DIFFERENT = 5;
const MIN_WORD_LENGTH = 4;

export function passwordRules(
  password: string,
  owner: { readonly name: string; readonly email: string },
): readonly RuleState[] {
  const length = [...password].length;
  return [
    { text: `${MIN_LENGTH} characters or more`, isMet: length >= MIN_LENGTH },
    { text: "No pattern of a few characters", isMet: new Set(password).size >= MIN_DIFFERENT },
    {
      text: "Not your name or e-mail",
      isMet: length > 0 && !ownNames(owner).some((name) => lettersOf(password).includes(name)),
    },
  ];
}

function ownNames({ name, email }: { readonly name: string; readonly email: string }) {
  const local = email.split("@")[0] ?? "";
  return [local, name].map(lettersOf).filter((word) => word.length >= MIN_WORD_LENGTH);
}

function lettersOf(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
}

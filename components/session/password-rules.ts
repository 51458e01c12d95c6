/** What of the rules for a new password a browser can tell; the server has the last word (`PASSWORD_REJECTED`). */
export interface RuleState {
  readonly text: string;
  readonly isMet: boolean;
}

const MIN_LENGTH = 12;
const MIN_DIFFERENT = 5;

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
      isMet: length > 0 && !ownWords(owner).some((word) => isMostly(password, word)),
    },
  ];
}

function ownWords({ name, email }: { readonly name: string; readonly email: string }) {
  const local = email.split("@")[0] ?? "";
  return [local, ...name.split(/\s+/)].map((word) => word.toLowerCase()).filter(isLong);
}

function isLong(word: string): boolean {
  return word.length >= 4;
}

function isMostly(password: string, word: string): boolean {
  const rest = password.toLowerCase().replaceAll(word, "");
  return rest.length < password.length && rest.length <= 4;
}

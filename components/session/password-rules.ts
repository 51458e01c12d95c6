import { MIN_PASSWORD_LENGTH, namesInPassword, type PasswordOwner } from "@/lib/access/own-names";

/** What of the rules for a new password a browser can tell; the server has the last word (`PASSWORD_REJECTED`). */
export interface RuleState {
  readonly text: string;
  readonly isMet: boolean;
}

export function passwordRules(password: string, owner: PasswordOwner): readonly RuleState[] {
  const length = [...password].length;
  return [
    {
      text: `${MIN_PASSWORD_LENGTH} characters or more`,
      isMet: length >= MIN_PASSWORD_LENGTH,
    },
    {
      text: "Without your name, your e-mail or your organization",
      isMet: length > 0 && namesInPassword(password, owner).length === 0,
    },
  ];
}

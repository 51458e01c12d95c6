import { accountStore, PASSWORD_METHOD } from "@/lib/accounts/account-store";
import { hashPassword, passwordMatches } from "@/lib/accounts/password-hash";
import type { PasswordOwner } from "@/lib/access/own-names";
import { passwordProblem } from "@/lib/accounts/password-rules";
import { fail, ok, type Result } from "@/lib/rats/result";
import { ownerOf, type ServiceContext } from "@/lib/services/context";
import type { OrganizationDb } from "@/lib/store/organization-db";
import { endPasswordLink } from "@/lib/store/password-links";

interface NewPassword {
  readonly password: string;
  readonly owner: PasswordOwner;
  /** Where the request has it, as a JSON pointer. */
  readonly at: string;
}

/** What is kept of a new password. Failures: `PASSWORD_REJECTED`, `TOO_BUSY`. */
export async function acceptPassword(
  context: ServiceContext,
  { password, owner, at }: NewPassword,
): Promise<Result<string>> {
  const problem = passwordProblem(password, owner);
  if (problem !== null) return fail("PASSWORD_REJECTED", problem, at);
  const { passwordSlots } = context.state;
  return passwordSlots.run(ownerOf(context), async () => ok(await hashPassword(password)));
}

/** Whether this is the password; the same work where there is none. Failures: `SIGN_IN_FAILED`, `TOO_BUSY`. */
export function checkPassword(
  context: ServiceContext,
  { password, stored }: { readonly password: string; readonly stored: string | null },
): Promise<Result<null>> {
  return context.state.passwordSlots.run(ownerOf(context), async () =>
    (await passwordMatches(password, stored)) ? ok(null) : signInFailed,
  );
}

/** One sentence for everything that can be wrong, since each other one would tell something. */
export const signInFailed = fail("SIGN_IN_FAILED", "E-mail, password or code is wrong.");

/** The account's password in place of an earlier one; a link to choose another has lost its purpose. */
export async function keepPassword(
  { runtime }: ServiceContext,
  { db }: OrganizationDb,
  { personId, hash }: { readonly personId: string; readonly hash: string },
): Promise<void> {
  await endPasswordLink(db, personId);
  const store = await accountStore(db, runtime);
  const method = await store.findCredentialAccount(personId);
  if (method === null) {
    await store.linkAccount({
      userId: personId,
      accountId: personId,
      providerId: PASSWORD_METHOD,
      password: hash,
    });
  } else {
    await store.updatePassword(personId, hash);
  }
}

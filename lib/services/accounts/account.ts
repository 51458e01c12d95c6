import { accountStore } from "@/lib/accounts/account-store";
import type { PasswordChange } from "@/lib/contract/account";
import type { Session } from "@/lib/contract/sessions";
import { fail, ok, type Result } from "@/lib/rats/result";
import { type Changed, changeIn } from "@/lib/services/change";
import type { ServiceContext } from "@/lib/services/context";
import { organizationsOf } from "@/lib/store/memberships";
import { homeOrganizationId, type OrganizationDb } from "@/lib/store/organization-db";
import { lockPerson } from "@/lib/store/people";
import { endOtherSessions } from "@/lib/store/sessions";
import { provingPassword, renewToken } from "./confirm-session";
import { acceptPassword, keepPassword } from "./passwords";
import { sessionActor, type SignedIn, signedIn } from "./session-view";
import { currentSession } from "./sessions";

export async function updateAccount(
  context: ServiceContext,
  { name }: { readonly name: string },
): Promise<Result<Session>> {
  const { runtime } = context;
  const { personId, name: before } = sessionActor(context);
  const home = await homeOrganizationId(runtime.database);
  const changed = await changeIn(context, home, async ({ db }) => {
    const store = await accountStore(db, runtime);
    await store.updateUser(personId, { name });
    const object = { kind: "person", id: personId, name };
    return ok({ value: null, object, before: { name: before }, after: { name } });
  });
  return changed.ok ? currentSession(context) : changed;
}

/**
 * A new password. All other sessions end, and this one goes on under a new token. Failures: `SIGN_IN_FAILED` when the
 * present one is wrong, `SIGN_IN_DELAYED`, `PASSWORD_REJECTED`, `TOO_BUSY`.
 */
export async function changePassword(
  context: ServiceContext,
  { currentPassword, newPassword }: PasswordChange,
): Promise<Result<SignedIn>> {
  const { runtime } = context;
  const changed = await provingPassword(context, currentPassword, async (attempt) => {
    const hash = await acceptOwnPassword(context, newPassword, "/newPassword");
    if (!hash.ok) return hash;
    const home = await homeOrganizationId(runtime.database);
    return changeIn(context, home, async (organization) => {
      await lockPerson(organization.db, sessionActor(context).personId);
      await attempt.succeed(organization);
      return replacePassword(context, organization, hash.value);
    });
  });
  return changed.ok ? ok(await signedIn(context, changed.value)) : changed;
}

/**
 * The first password of an account that signs in at a provider, after a fresh proof there; with the same consequences.
 * Failures: `CONFLICT` when it has one, `PASSWORD_REJECTED`, `TOO_BUSY`.
 */
export async function setPassword(
  context: ServiceContext,
  password: string,
): Promise<Result<SignedIn>> {
  const { runtime } = context;
  const { personId } = sessionActor(context);
  const hash = await acceptOwnPassword(context, password, "/password");
  if (!hash.ok) return hash;
  const home = await homeOrganizationId(runtime.database);
  const set = await changeIn(context, home, async (organization) => {
    await lockPerson(organization.db, personId);
    const store = await accountStore(organization.db, runtime);
    if ((await store.findCredentialAccount(personId)) !== null) return hasPassword;
    return replacePassword(context, organization, hash.value);
  });
  return set.ok ? ok(await signedIn(context, set.value)) : set;
}

const hasPassword = fail("CONFLICT", "Your account has a password; change it with that.");

async function acceptOwnPassword(
  context: ServiceContext,
  password: string,
  at: string,
): Promise<Result<string>> {
  const { personId, name, email } = sessionActor(context);
  const memberOf = await organizationsOf(context.runtime.database, personId);
  const organizations = memberOf.map((organization) => organization.name);
  return acceptPassword(context, { password, owner: { name, email, organizations }, at });
}

/** Keeps it, ends all other sessions and answers the new token of this one. */
async function replacePassword(
  context: ServiceContext,
  organization: OrganizationDb,
  hash: string,
): Promise<Result<Changed<string>>> {
  const { personId, sessionId, name } = sessionActor(context);
  await keepPassword(context, organization, { personId, hash });
  const ended = await endOtherSessions(organization.db, { keep: sessionId, personId });
  const token = await renewToken(organization, sessionId);
  if (!token.ok) return token;
  const object = { kind: "person", id: personId, name };
  return ok({ value: token.value, object, details: { sessionsEnded: ended } });
}

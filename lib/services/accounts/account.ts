import { accountStore } from "@/lib/accounts/account-store";
import type { PasswordChange } from "@/lib/contract/account";
import type { Session } from "@/lib/contract/sessions";
import { ok, type Result } from "@/lib/rats/result";
import { changeIn } from "@/lib/services/change";
import type { ServiceContext } from "@/lib/services/context";
import { organizationsOf } from "@/lib/store/memberships";
import { homeOrganizationId } from "@/lib/store/organization-db";
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
  const owner = sessionActor(context);
  const { personId, sessionId } = owner;
  const changed = await provingPassword(context, currentPassword, async (attempt) => {
    const organizations = await organizationsOf(runtime.database, personId);
    const hash = await acceptPassword(context, {
      password: newPassword,
      owner: { ...owner, organizations: organizations.map(({ name }) => name) },
      at: "/newPassword",
    });
    if (!hash.ok) return hash;
    const home = await homeOrganizationId(runtime.database);
    return changeIn(context, home, async (organization) => {
      await attempt.succeed(organization);
      await keepPassword(context, organization, { personId, hash: hash.value });
      const ended = await endOtherSessions(organization.db, { keep: sessionId, personId });
      const token = await renewToken(organization, sessionId);
      if (!token.ok) return token;
      const object = { kind: "person", id: personId, name: owner.name };
      return ok({ value: token.value, object, details: { sessionsEnded: ended } });
    });
  });
  return changed.ok ? ok(await signedIn(context, changed.value)) : changed;
}

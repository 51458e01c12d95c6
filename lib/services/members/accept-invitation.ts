import { v7 } from "uuid";
import { accountStore } from "@/lib/accounts/account-store";
import { linkTokenSha256 } from "@/lib/accounts/link-token";
import type { AcceptInvitation } from "@/lib/contract/members";
import type { Session } from "@/lib/contract/sessions";
import { fail, ok, type Result } from "@/lib/rats/result";
import { acceptPassword, keepPassword } from "@/lib/services/accounts/passwords";
import { type SessionActor, signedIn } from "@/lib/services/accounts/session-view";
import { currentSession } from "@/lib/services/accounts/sessions";
import { actingAs } from "@/lib/services/accounts/sign-in";
import { startSession } from "@/lib/services/accounts/start-session";
import { changeIn } from "@/lib/services/change";
import type { ServiceContext } from "@/lib/services/context";
import {
  findOpenInvitation,
  type OpenInvitationRow,
  spendInvitation,
} from "@/lib/store/invitations";
import { addMember } from "@/lib/store/memberships";
import type { OrganizationDb } from "@/lib/store/organization-db";
import { hasAccount } from "@/lib/store/people";
import { moveSession } from "@/lib/store/sessions";
import { linkInvalid } from "./invitations";

export interface Accepted {
  readonly session: Session;
  /** Null for somebody whose session goes on. */
  readonly cookie: string | null;
}

const accountExists = fail("ACCOUNT_EXISTS", "Sign in with this e-mail, then open the link again.");

/**
 * Becomes a member, with the own account or with a new one. Of several who try with one link, one succeeds. Failures:
 * `LINK_INVALID`, `INVITATION_NOT_YOURS`, `ACCOUNT_EXISTS`, `PASSWORD_REJECTED`, `REQUEST_INVALID`, `TOO_BUSY`.
 */
export async function acceptInvitation(
  context: ServiceContext,
  { token, account }: AcceptInvitation,
): Promise<Result<Accepted>> {
  const invitation = await findOpenInvitation(context.runtime.database, linkTokenSha256(token));
  if (invitation === null) return linkInvalid;
  const { actor } = context;
  if (actor.kind === "person" || actor.kind === "guest") {
    return acceptAs(context, { actor, invitation });
  }
  return acceptWithNewAccount(context, { account, invitation });
}

async function acceptAs(
  context: ServiceContext,
  { actor, invitation }: { readonly actor: SessionActor; readonly invitation: OpenInvitationRow },
): Promise<Result<Accepted>> {
  if (actor.email !== invitation.email) {
    return fail("INVITATION_NOT_YOURS", `It is for ${invitation.email}; you are ${actor.email}.`);
  }
  const { personId, sessionId, name } = actor;
  const { organizationId } = invitation;
  const joined = await changeIn(context, organizationId, async (organization) => {
    const isJoined = await join(organization, { invitation, personId });
    if (!isJoined) return linkInvalid;
    await moveSession(organization.db, { sessionId, organizationId });
    return ok({ value: null, ...membershipOf(invitation, { id: personId, name }) });
  });
  if (!joined.ok) return joined;
  const session = await currentSession(context);
  return session.ok ? ok({ session: session.value, cookie: null }) : session;
}

async function acceptWithNewAccount(
  context: ServiceContext,
  {
    account,
    invitation,
  }: { readonly account: AcceptInvitation["account"]; readonly invitation: OpenInvitationRow },
): Promise<Result<Accepted>> {
  const { runtime } = context;
  const { email, organizationId, organizationName } = invitation;
  if (await hasAccount(runtime.database, email)) return accountExists;
  if (account === undefined) {
    return fail(
      "REQUEST_INVALID",
      "A name and a password are needed for a new account.",
      "/account",
    );
  }
  const { name, password } = account;
  const owner = { name, email, organizations: [organizationName] };
  const hash = await acceptPassword(context, { password, owner, at: "/account/password" });
  if (!hash.ok) return hash;

  const person = { id: v7(), name, email };
  const made = await changeIn(actingAs(context, person), organizationId, async (organization) => {
    if (!(await spendInvitation(organization, { id: invitation.id, personId: person.id }))) {
      return linkInvalid;
    }
    // Another invitation for the same e-mail may have been accepted meanwhile.
    if (await hasAccount(organization, email)) return accountExists;
    const store = await accountStore(organization.db, runtime);
    await store.createUser({ ...person, emailVerified: false }, { method: "invitation" });
    await keepPassword(context, organization, { personId: person.id, hash: hash.value });
    await addMember(organization, { personId: person.id, roles: invitation.roles });
    const { id: personId } = person;
    const value = await startSession(context, organization, { personId, organizationId });
    return ok({ value, ...membershipOf(invitation, person) });
  });
  return made.ok ? ok(await signedIn(context, made.value)) : made;
}

/** Uses the invitation up for somebody who has an account; false when it is open no more. */
export async function join(
  organization: OrganizationDb,
  { invitation, personId }: { readonly invitation: OpenInvitationRow; readonly personId: string },
): Promise<boolean> {
  if (!(await spendInvitation(organization, { id: invitation.id, personId }))) return false;
  // Somebody who is a member already keeps the roles that they have.
  await addMember(organization, { personId, roles: invitation.roles });
  return true;
}

/** For the audit trail. */
export function membershipOf(
  { id, roles }: OpenInvitationRow,
  person: { readonly id: string; readonly name: string },
) {
  return {
    object: { kind: "member", id: person.id, name: person.name },
    after: { roles },
    details: { roles, invitation: id },
  };
}

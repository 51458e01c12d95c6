import { v7 } from "uuid";
import { linkTokenSha256, newLinkToken } from "@/lib/accounts/link-token";
import type {
  Invitation,
  InvitationCreated,
  InvitationList,
  InvitationRequest,
  OpenInvitation,
} from "@/lib/contract/members";
import { fail, ok, type Result } from "@/lib/rats/result";
import { sessionActor } from "@/lib/services/accounts/session-view";
import { change } from "@/lib/services/change";
import { type ServiceContext, withOrganization } from "@/lib/services/context";
import {
  findInvitation,
  findOpenInvitation,
  insertInvitation,
  type InvitationRow,
  listInvitations as listInvitationRows,
  revokeInvitation as revokeInvitationRow,
} from "@/lib/store/invitations";
import { hasMemberWithEmail } from "@/lib/store/memberships";
import { hasAccount } from "@/lib/store/people";
import { mayGrant } from "./members";

const MAX_LISTED = 500;

/**
 * Invites somebody with a link for one use. It is shown to whoever invites and to nobody else, since there is no mail
 * server; its token is behind `#`, which browsers send nowhere. Failures: `CONFLICT`, `PERMISSION_DENIED`.
 */
export async function createInvitation(
  context: ServiceContext,
  { email, roles, expiresInDays: days }: InvitationRequest,
): Promise<Result<InvitationCreated>> {
  const allowed = mayGrant(context, roles);
  if (!allowed.ok) return allowed;
  const { personId: createdBy } = sessionActor(context);
  const { token, sha256: tokenSha256 } = newLinkToken();
  const id = v7();
  return change(context, async (organization) => {
    if (await hasMemberWithEmail(organization, email)) {
      return fail("CONFLICT", `${email} is a member already.`);
    }
    await insertInvitation(organization, { id, email, roles, tokenSha256, createdBy, days });
    const row = await findInvitation(organization, id);
    if (row === null) throw new Error("an invitation is not there after it was made");
    return ok({
      value: { invitation: invitationView(row), link: `/invitation#token=${token}` },
      object: { kind: "invitation", id, name: email },
      after: { email, roles },
      details: { roles, days },
    });
  });
}

export async function listInvitations(context: ServiceContext): Promise<InvitationList> {
  const rows = await withOrganization(context, (organization) =>
    listInvitationRows(organization, MAX_LISTED),
  );
  return { items: rows.map(invitationView) };
}

/** Failure: `NOT_FOUND`, also for one that is open no more. */
export function revokeInvitation(
  context: ServiceContext,
  id: string,
): Promise<Result<{ id: string }>> {
  return change(context, async (organization) => {
    const row = await findInvitation(organization, id);
    if (row === null || !(await revokeInvitationRow(organization, id))) {
      return fail("NOT_FOUND", "There is no such open invitation.");
    }
    return ok({ value: { id }, object: { kind: "invitation", id, name: row.email } });
  });
}

/** What somebody who has the link may know before accepting. Failure: `LINK_INVALID`. */
export async function openInvitation(
  { runtime: { database } }: ServiceContext,
  token: string,
): Promise<Result<OpenInvitation>> {
  const invitation = await findOpenInvitation(database, linkTokenSha256(token));
  if (invitation === null) return linkInvalid;
  const { organizationName, email, roles, expiresAt } = invitation;
  return ok({
    organizationName,
    email,
    roles,
    expiresAt: expiresAt.toISOString(),
    hasAccount: await hasAccount(database, email),
  });
}

export const linkInvalid = fail("LINK_INVALID", "Ask whoever invited you for a new one.");

function invitationView(row: InvitationRow): Invitation {
  const { id, email, roles, createdAt, createdBy, createdByName, expiresAt, acceptedAt } = row;
  return {
    id,
    email,
    roles,
    state: stateOf(row),
    createdAt: createdAt.toISOString(),
    createdBy: createdByName === null ? null : { personId: createdBy, name: createdByName },
    expiresAt: expiresAt.toISOString(),
    acceptedAt: acceptedAt?.toISOString() ?? null,
  };
}

function stateOf({ acceptedAt, revokedAt, isExpired }: InvitationRow): Invitation["state"] {
  if (acceptedAt !== null) return "accepted";
  if (revokedAt !== null) return "revoked";
  return isExpired ? "expired" : "open";
}

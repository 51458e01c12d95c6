import { linkTokenSha256, newLinkToken } from "@/lib/accounts/link-token";
import type {
  OpenPasswordLink,
  PasswordLink,
  PasswordLinkRedemption,
} from "@/lib/contract/password-links";
import { fail, ok, type Result } from "@/lib/rats/result";
import { beginAttempt } from "@/lib/services/accounts/attempts";
import { auditFailure } from "@/lib/services/accounts/audit-failure";
import { acceptPassword, keepPassword } from "@/lib/services/accounts/passwords";
import { spendSecondFactor } from "@/lib/services/accounts/second-factor-proof";
import { sessionActor, type SignedIn, signedIn } from "@/lib/services/accounts/session-view";
import { actingAs } from "@/lib/services/accounts/sign-in";
import { startSession } from "@/lib/services/accounts/start-session";
import { change, changeIn } from "@/lib/services/change";
import type { ServiceContext } from "@/lib/services/context";
import { holdMembership } from "@/lib/store/hold-membership";
import { lockMembers } from "@/lib/store/memberships";
import { inOrganization, type OrganizationDb } from "@/lib/store/organization-db";
import { findOrganization, isSecondFactorDemanded } from "@/lib/store/organizations";
import {
  findPasswordLink,
  keepPasswordLink,
  type PasswordLinkRow,
  spendPasswordLink,
} from "@/lib/store/password-links";
import { lockPerson } from "@/lib/store/people";
import { findSecondFactor } from "@/lib/store/second-factors";
import { endSessionsOf } from "@/lib/store/sessions";
import { findSoleMember, isOfThisAlone, manages } from "./sole-member";

const LINK_HOURS = 24;

/**
 * A link for a member who forgot their password; an earlier one dies. It is shown to whoever makes it, like that of an
 * invitation. Failures: `NOT_FOUND`, `CONFLICT`, `PERMISSION_DENIED`, `MEMBER_ELSEWHERE`.
 */
export function createPasswordLink(
  context: ServiceContext,
  personId: string,
): Promise<Result<PasswordLink>> {
  const { personId: createdBy } = sessionActor(context);
  const { token, sha256: tokenSha256 } = newLinkToken();
  return change(context, async (organization) => {
    await lockMembers(organization);
    const member = await findSoleMember(context, organization, personId);
    if (!member.ok) return member;
    const { organizationId } = organization;
    const { expiresAt } = await keepPasswordLink(organization.db, {
      personId,
      tokenSha256,
      organizationId,
      createdBy,
      hours: LINK_HOURS,
    });
    return ok({
      value: { link: `/new-password#token=${token}`, expiresAt: expiresAt.toISOString() },
      object: { kind: "member", id: personId, name: member.value.name },
      details: { hours: LINK_HOURS },
    });
  });
}

const linkInvalid = fail(
  "LINK_INVALID",
  "Ask an administrator of your organization for a new one.",
);

/** What somebody who has the link may know before using it. Failure: `LINK_INVALID`. */
export async function openPasswordLink(
  { runtime: { database } }: ServiceContext,
  token: string,
): Promise<Result<OpenPasswordLink>> {
  const link = await findPasswordLink(database.db, linkTokenSha256(token));
  if (link === null) return linkInvalid;
  const { personId, name, email, organizationId, expiresAt } = link;
  return inOrganization(database, organizationId, async (organization) => {
    if (!(await stands(organization, link))) return linkInvalid;
    const factor = await findSecondFactor(organization.db, personId);
    return ok({
      name,
      email,
      organizationName: await nameOf(organization),
      expiresAt: expiresAt.toISOString(),
      hasSecondFactor: factor?.isConfirmed === true,
    });
  });
}

/**
 * Gives the account another password and signs it in; all its sessions end. Failures: `LINK_INVALID`,
 * `PASSWORD_REJECTED`, `SECOND_FACTOR_REQUIRED`, `SIGN_IN_FAILED`, `SIGN_IN_DELAYED`, `TOO_BUSY`.
 */
export async function redeemPasswordLink(
  context: ServiceContext,
  redemption: PasswordLinkRedemption,
): Promise<Result<SignedIn>> {
  const { database } = context.runtime;
  const link = await findPasswordLink(database.db, linkTokenSha256(redemption.token));
  if (link === null) return linkInvalid;
  const { personId: id, name, email, organizationId } = link;
  const token = await changeWithLink(context, { link, redemption });
  if (token.ok) return ok(await signedIn(context, token.value));
  await auditFailure(context, token.failure, { email, person: { id, name }, organizationId });
  return token;
}

async function changeWithLink(
  context: ServiceContext,
  {
    link,
    redemption,
  }: { readonly link: PasswordLinkRow; readonly redemption: PasswordLinkRedemption },
): Promise<Result<string>> {
  const { personId, name, email, organizationId } = link;
  const { database } = context.runtime;
  const organizationName = await inOrganization(database, organizationId, async (organization) =>
    (await stands(organization, link)) ? nameOf(organization) : null,
  );
  if (organizationName === null) return linkInvalid;
  const owner = { name, email, organizations: [organizationName] };
  const hash = await acceptPassword(context, {
    password: redemption.password,
    owner,
    at: "/password",
  });
  if (!hash.ok) return hash;

  // Counted apart from sign-ins: whoever needs the link has failed at those.
  const attempt = await beginAttempt(context, `password-link/${personId}`);
  if (!attempt.ok) return attempt;
  const acting = actingAs(context, { id: personId, name, email });
  const changed = await changeIn(acting, organizationId, async (organization) => {
    const { db } = organization;
    await lockPerson(db, personId);
    if (!(await stands(organization, link))) return linkInvalid;
    const proof = await spendSecondFactor(context, organization, { personId, given: redemption });
    if (!proof.ok) return proof;
    await attempt.value.succeed(organization);
    if (!(await spendPasswordLink(db, linkTokenSha256(redemption.token)))) return linkInvalid;
    await keepPassword(context, organization, { personId, hash: hash.value });
    const sessionsEnded = await endSessionsOf(db, personId);
    const value = await startSession(context, organization, { personId });
    const details = { sessionsEnded, linkBy: link.createdBy };
    return ok({ value, object: { kind: "person", id: personId, name }, details });
  });
  if (!changed.ok && changed.failure.code !== "SIGN_IN_FAILED") await attempt.value.refund();
  return changed;
}

/**
 * Whether a link could still be made as it was: its owner belongs to that organization alone, and its maker manages them
 * there, with the second factor that it may demand. Behind `lockPerson` of the owner, roles and memberships stay so until
 * the transaction ends.
 */
async function stands(
  organization: OrganizationDb,
  { personId, createdBy }: PasswordLinkRow,
): Promise<boolean> {
  const theirs = await holdMembership(organization, personId);
  const makers = await holdMembership(organization, createdBy);
  if (theirs.length === 0 || !manages(makers, theirs)) return false;
  if (await lacksSecondFactor(organization, createdBy)) return false;
  return isOfThisAlone(organization, personId);
}

/** Whoever has none where it is demanded may do nothing there, whatever their roles. */
async function lacksSecondFactor(organization: OrganizationDb, personId: string): Promise<boolean> {
  if (!(await isSecondFactorDemanded(organization))) return false;
  const factor = await findSecondFactor(organization.db, personId);
  return factor?.isConfirmed !== true;
}

async function nameOf(organization: OrganizationDb): Promise<string> {
  const found = await findOrganization(organization);
  if (found === null) throw new Error("an organization with members is not there");
  return found.name;
}

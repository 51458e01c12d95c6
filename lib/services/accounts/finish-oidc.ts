import { timingSafeEqual } from "node:crypto";
import { v7 } from "uuid";
import { isProofFresh } from "@/lib/access/step-up";
import { accountStore } from "@/lib/accounts/account-store";
import { type OidcIdentity, provedSince, redeemCode } from "@/lib/accounts/oidc-provider";
import type { OidcProviderConfig } from "@/lib/config-providers";
import type { OidcCallbackQuery } from "@/lib/contract/account";
import { fail, ok, type Result } from "@/lib/rats/result";
import { changeIn } from "@/lib/services/change";
import type { ServiceContext } from "@/lib/services/context";
import {
  findOpenInvitation,
  type OpenInvitationRow,
  spendInvitation,
} from "@/lib/store/invitations";
import { addMember, organizationsOf } from "@/lib/store/memberships";
import { homeOrganizationId } from "@/lib/store/organization-db";
import { findSecondFactor } from "@/lib/store/second-factors";
import { auditFailure } from "./audit-failure";
import {
  type KeptChallenge,
  linkingNeedsProof,
  providerOf,
  redirectUriOf,
  takeChallenge,
} from "./oidc-challenge";
import { signedIn } from "./session-view";
import { actingAs } from "./sign-in";
import { startSession } from "./start-session";

const MAX_NAME_LENGTH = 100;

/** Whom a provider's account stands for here. */
interface Owner {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** An account that is made now, for whoever was invited. */
  readonly isNew: boolean;
  readonly isLinked: boolean;
  readonly invitation: OpenInvitationRow | null;
  /** The proof of who it is that the session begins with. */
  readonly authenticatedAt: Date;
}

/**
 * The end of a sign-in at a provider: where the browser goes on, signed in or with the code of what failed. Redirects stay
 * on this server, since `returnTo` was made safe when it was kept.
 */
export async function finishOidc(
  context: ServiceContext,
  providerId: string,
  query: OidcCallbackQuery,
): Promise<{ path: string; cookie: string | null }> {
  const finished = await finish(context, providerId, query);
  if (finished.ok) return finished.value;
  const { failure } = finished;
  await auditFailure(context, failure, { email: `provider/${providerId}`, person: null });
  return { path: `/sign-in?error=${failure.code}`, cookie: null };
}

async function finish(
  context: ServiceContext,
  providerId: string,
  query: OidcCallbackQuery,
): Promise<Result<{ path: string; cookie: string }>> {
  const provider = providerOf(context, providerId);
  if (provider === null) return fail("NOT_FOUND", "There is no such sign-in provider here.");
  const challenge = await challengeOf(context, provider, query);
  if (!challenge.ok) return challenge;
  const { state, code, kept } = challenge.value;
  const identity = await redeemCode(provider, {
    code,
    challenge: { state, nonce: kept.nonce, codeVerifier: kept.codeVerifier },
    redirectUri: redirectUriOf(context, provider),
    now: context.runtime.now(),
  });
  if (!identity.ok) return identity;
  const owner = await ownerOf(context, { provider, identity: identity.value, kept });
  if (!owner.ok) return owner;
  const token = await openSession(context, {
    provider,
    owner: owner.value,
    subject: identity.value.subject,
  });
  if (!token.ok) return token;
  const { cookie } = await signedIn(context, token.value);
  return ok({ path: kept.returnTo, cookie });
}

const notThisSignIn = fail(
  "PROVIDER_SIGN_IN_FAILED",
  "This is not the sign-in that was begun here.",
);

/** The sign-in that this browser has begun, once: RFC 6749, section 10.12, and RFC 9207. */
async function challengeOf(
  context: ServiceContext,
  provider: OidcProviderConfig,
  { state, code, error, iss }: OidcCallbackQuery,
): Promise<Result<{ state: string; code: string; kept: KeptChallenge }>> {
  const remembered = context.client.signInState ?? null;
  if (state === undefined || remembered === null || !isSame(state, remembered))
    return notThisSignIn;
  const kept = await takeChallenge(context, state);
  if (kept === null || kept.provider !== provider.id) return notThisSignIn;
  if (iss !== undefined && iss !== provider.issuer) return notThisSignIn;
  if (error !== undefined || code === undefined) {
    return fail("PROVIDER_SIGN_IN_FAILED", `${provider.name} signed nobody in.`);
  }
  return ok({ state, code, kept });
}

function isSame(given: string, kept: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(kept)];
  return one.length === other.length && timingSafeEqual(one, other);
}

interface Recognising {
  readonly provider: OidcProviderConfig;
  readonly identity: OidcIdentity;
  readonly kept: KeptChallenge;
}

/**
 * The account of somebody whom a provider has named. By the provider's subject once it is linked. Otherwise it is linked
 * by whoever is signed in and has proved it lately, by an invitation to the very e-mail that the provider vouches for, or
 * by that e-mail when its account is a member's and has no second factor, which a provider must not get past. Nobody
 * becomes a member by signing in alone.
 */
async function ownerOf(
  context: ServiceContext,
  { provider, identity, kept }: Recognising,
): Promise<Result<Owner>> {
  const { runtime, actor } = context;
  const { database } = runtime;
  const store = await accountStore(database.db, runtime);
  const found = await store.findAccountOwnerByKey({
    providerId: provider.id,
    accountId: identity.subject,
  });
  const linked = found?.kind === "owned" ? found.user : null;
  const current = actor.kind === "person" || actor.kind === "guest" ? actor : null;

  if (kept.personId !== null) {
    if (current?.personId !== kept.personId) return notThisSignIn;
    if (linked !== null && linked.id !== current.personId) {
      return fail(
        "PROVIDER_ACCOUNT_TAKEN",
        `This account of ${provider.name} is linked with somebody else here.`,
      );
    }
    if (linked === null && !isProofFresh(current, runtime.now())) return linkingNeedsProof;
    const { personId: id, name, email } = current;
    const person = { id, name, email, isNew: false, invitation: null };
    // Linking proves nothing new: the proof of this session goes on.
    if (linked === null) {
      return ok({ ...person, isLinked: false, authenticatedAt: current.authenticatedAt });
    }
    return provedSince(identity, new Date(kept.startedAt))
      ? ok({ ...person, isLinked: true, authenticatedAt: runtime.now() })
      : fail(
          "PROVIDER_PROOF_STALE",
          `${provider.name} does not say that it asked for a proof now.`,
        );
  }
  const authenticatedAt = proofOf(identity, runtime.now());
  if (linked !== null) {
    const { id, name, email } = linked;
    const invitation = await invitationFor(context, { kept, email });
    if (!invitation.ok) return invitation;
    const person = { id, name, email, isNew: false, isLinked: true };
    return ok({ ...person, invitation: invitation.value, authenticatedAt });
  }
  if (identity.verifiedEmail === null) {
    return fail("PROVIDER_EMAIL_UNVERIFIED", `${provider.name} does not vouch for your e-mail.`);
  }
  const email = identity.verifiedEmail;
  const invited = await invitationFor(context, { kept, email });
  if (!invited.ok) return invited;
  const invitation = invited.value;
  const known = await store.findUserByEmail(email);
  if (known === null) {
    if (invitation === null) return unknown(provider);
    // As long as a name that is typed may be.
    const name = [...(identity.name ?? email).trim()].slice(0, MAX_NAME_LENGTH).join("") || email;
    const person = { id: v7(), name, email };
    return ok({ ...person, isNew: true, isLinked: false, invitation, authenticatedAt });
  }
  const { id, name } = known.user;
  const [organizations, factor] = await Promise.all([
    organizationsOf(database, id),
    findSecondFactor(database.db, id),
  ]);
  const mayLink = organizations.length > 0 || invitation !== null;
  if (!mayLink || factor?.isConfirmed === true) return unknown(provider);
  return ok({ id, name, email, isNew: false, isLinked: false, invitation, authenticatedAt });
}

/** When the provider asked for a proof: a session there may be older than ours. Where it does not say, this is the proof. */
function proofOf({ authenticatedAt }: OidcIdentity, now: Date): Date {
  return authenticatedAt !== null && authenticatedAt < now ? authenticatedAt : now;
}

const unknown = ({ name }: OidcProviderConfig) =>
  fail("PROVIDER_ACCOUNT_UNKNOWN", `No account here is linked with this one of ${name}.`);

/** The open invitation that somebody came with, which is for their e-mail; null for whoever came with none. */
async function invitationFor(
  { runtime }: ServiceContext,
  { kept, email }: { readonly kept: KeptChallenge; readonly email: string },
): Promise<Result<OpenInvitationRow | null>> {
  if (kept.invitationSha256 === null) return ok(null);
  const digest = Buffer.from(kept.invitationSha256, "hex");
  const invitation = await findOpenInvitation(runtime.database, digest);
  if (invitation === null) return fail("LINK_INVALID", "The invitation is open no more.");
  return invitation.email === email
    ? ok(invitation)
    : fail("INVITATION_NOT_YOURS", `It is for ${invitation.email}; you are ${email}.`);
}

async function openSession(
  context: ServiceContext,
  {
    provider,
    owner,
    subject,
  }: {
    readonly provider: OidcProviderConfig;
    readonly owner: Owner;
    readonly subject: string;
  },
): Promise<Result<string>> {
  const { runtime, actor } = context;
  const { id: personId, name, email, invitation, authenticatedAt } = owner;
  const organizationId =
    invitation?.organizationId ?? (actor.kind === "person" ? actor.organizationId : undefined);
  const trail = invitation?.organizationId ?? (await homeOrganizationId(runtime.database));
  return changeIn(actingAs(context, owner), trail, async (organization) => {
    const store = await accountStore(organization.db, runtime);
    if (invitation !== null) {
      const isOpen = await spendInvitation(organization, { id: invitation.id, personId });
      if (!isOpen) return fail("LINK_INVALID", "The invitation is open no more.");
    }
    if (owner.isNew) {
      await store.createUser(
        { id: personId, name, email, emailVerified: true },
        { method: "oidc" },
      );
    }
    if (invitation !== null) await addMember(organization, { personId, roles: invitation.roles });
    if (!owner.isLinked) {
      await store.linkAccount({ userId: personId, providerId: provider.id, accountId: subject });
    }
    const value = await startSession(context, organization, {
      personId,
      authenticatedAt,
      ...(organizationId === undefined ? {} : { organizationId }),
    });
    const details = {
      proof: provider.id,
      linked: !owner.isLinked,
      invitation: invitation?.id ?? null,
    };
    return ok({ value, object: { kind: "person", id: personId, name }, details });
  });
}

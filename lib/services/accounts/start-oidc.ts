import { safeReturnPath } from "@/lib/access/return-path";
import { isProofFresh } from "@/lib/access/step-up";
import { accountStore } from "@/lib/accounts/account-store";
import { linkTokenSha256 } from "@/lib/accounts/link-token";
import { authorizationUrl, newOidcChallenge } from "@/lib/accounts/oidc-provider";
import { setCookie, signInCookieName } from "@/lib/accounts/session-cookie";
import type { OidcProviderConfig } from "@/lib/config-providers";
import type { OidcStart, ProviderList } from "@/lib/contract/account";
import { fail, ok, type Result } from "@/lib/rats/result";
import type { ServiceContext } from "@/lib/services/context";
import {
  CHALLENGE_SECONDS,
  keepChallenge,
  linkingNeedsProof,
  providerOf,
  redirectUriOf,
} from "./oidc-challenge";
import type { SessionActor } from "./session-view";

export function listProviders({ runtime }: ServiceContext): ProviderList {
  return { items: runtime.config.oidcProviders.map(({ id, name }) => ({ id, name })) };
}

/**
 * Begins to sign in at a provider. Whoever has a session is asked for the password there, too: it confirms who they are,
 * or links the account, which nobody is sent away for whose proof is too old. Failures: `NOT_FOUND`, `STEP_UP_REQUIRED`,
 * `PROVIDER_UNAVAILABLE`.
 */
export async function startOidc(
  context: ServiceContext,
  providerId: string,
  { returnTo, invitationToken }: OidcStart,
): Promise<Result<{ url: string; cookie: string }>> {
  const provider = providerOf(context, providerId);
  if (provider === null) return fail("NOT_FOUND", "There is no such sign-in provider here.");
  const { actor, runtime } = context;
  const person = actor.kind === "person" || actor.kind === "guest" ? actor : null;
  if (person !== null && !isProofFresh(person, runtime.now())) {
    if (!(await isLinked(context, person, provider))) return linkingNeedsProof;
  }
  const personId = person?.personId ?? null;
  const challenge = newOidcChallenge();
  const url = await authorizationUrl(provider, {
    challenge,
    redirectUri: redirectUriOf(context, provider),
    again: personId !== null,
  });
  if (!url.ok) return url;

  const { state, nonce, codeVerifier } = challenge;
  await keepChallenge(context, state, {
    provider: provider.id,
    nonce,
    codeVerifier,
    returnTo: safeReturnPath(returnTo),
    invitationSha256:
      invitationToken === undefined
        ? null
        : Buffer.from(linkTokenSha256(invitationToken)).toString("hex"),
    personId,
    startedAt: runtime.now().toISOString(),
  });
  const cookie = setCookie(runtime.config, {
    name: signInCookieName(runtime.config),
    value: state,
    path: "/",
    maxAgeSeconds: CHALLENGE_SECONDS,
  });
  return ok({ url: url.value, cookie });
}

async function isLinked(
  { runtime }: ServiceContext,
  { personId }: SessionActor,
  { id }: OidcProviderConfig,
): Promise<boolean> {
  const store = await accountStore(runtime.database.db, runtime);
  return (await store.findAccounts(personId)).some(({ providerId }) => providerId === id);
}

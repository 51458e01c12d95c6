import { randomBytes } from "node:crypto";
import { authorizationCodeRequest, createAuthorizationURL } from "better-auth/oauth2";
import { createLocalJWKSet, jwtVerify } from "jose";
import { z } from "zod";
import { boundedFetch, isAllowedAddress } from "@/lib/collateral/bounded-fetch";
import type { OidcProviderConfig } from "@/lib/config-providers";
import { fail, ok, type Result } from "@/lib/rats/result";
import { SESSION_SECONDS } from "./session-cookie";

/** What a sign-in at a provider has to come back with. */
export interface OidcChallenge {
  readonly state: string;
  readonly nonce: string;
  /** RFC 7636. */
  readonly codeVerifier: string;
}

/** Who somebody is at a provider, as a signed token says. */
export interface OidcIdentity {
  /** Never changes and is never given to somebody else, unlike an e-mail. */
  readonly subject: string;
  /** In lower case; null where the provider does not vouch for one. */
  readonly verifiedEmail: string | null;
  readonly name: string | null;
  /** When the provider last asked for a proof of it; null where it never says. */
  readonly authenticatedAt: Date | null;
}

const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 256 * 1024;
/** Signatures with a public key. A symmetric one would be made with our own client secret; `none` is no signature. */
const ALGORITHMS = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "EdDSA",
];
/** How far the clocks may be apart. */
const CLOCK_TOLERANCE_SECONDS = 60;

/** Whether the provider asked for a proof after a moment of our clock. */
export function provedSince({ authenticatedAt }: OidcIdentity, moment: Date): boolean {
  if (authenticatedAt === null) return false;
  return authenticatedAt.getTime() >= moment.getTime() - CLOCK_TOLERANCE_SECONDS * 1000;
}

export function newOidcChallenge(): OidcChallenge {
  const random = () => randomBytes(32).toString("base64url");
  return { state: random(), nonce: random(), codeVerifier: random() };
}

/** Where the browser goes on to sign in. Failure: `PROVIDER_UNAVAILABLE`. */
export async function authorizationUrl(
  provider: OidcProviderConfig,
  {
    challenge,
    redirectUri,
    again,
  }: {
    readonly challenge: OidcChallenge;
    readonly redirectUri: string;
    /** Ask for the password there, too, even of somebody who is signed in. */
    readonly again: boolean;
  },
): Promise<Result<string>> {
  const found = await discover(provider);
  if (!found.ok) return found;
  const url = await createAuthorizationURL({
    id: provider.id,
    options: { clientId: provider.clientId },
    authorizationEndpoint: found.value.authorization_endpoint,
    redirectURI: redirectUri,
    scopes: ["openid", "email", "profile"],
    state: challenge.state,
    nonce: challenge.nonce,
    codeVerifier: challenge.codeVerifier,
    // With `max_age` a provider has to say when it asked for the proof: section 3.1.2.1 of OpenID Connect Core.
    additionalParams: { max_age: again ? "0" : String(SESSION_SECONDS) },
    ...(again ? { prompt: "login" } : {}),
  });
  return ok(url.href);
}

/** Exchanges the code and verifies the token. Failures: `PROVIDER_UNAVAILABLE`, `PROVIDER_SIGN_IN_FAILED`. */
export async function redeemCode(
  provider: OidcProviderConfig,
  {
    code,
    challenge,
    redirectUri,
    now,
  }: {
    readonly code: string;
    readonly challenge: OidcChallenge;
    readonly redirectUri: string;
    readonly now: Date;
  },
): Promise<Result<OidcIdentity>> {
  const found = await discover(provider);
  if (!found.ok) return found;
  const { token_endpoint: tokenEndpoint, jwks_uri: keysAddress } = found.value;
  const tokens = await exchange(provider, { code, challenge, redirectUri, tokenEndpoint });
  if (!tokens.ok) return tokens;
  const keys = await getJson(keysAddress, keySetSchema);
  if (!keys.ok) return keys;
  const expected = { provider, keys: keys.value, nonce: challenge.nonce, now };
  const claims = await verifyIdToken(tokens.value.id_token, expected);
  if (!claims.ok) return claims;
  const saysWhen = found.value.claims_supported?.includes("auth_time") === true;
  const authenticatedAt = proofTimeOf(claims.value, saysWhen);
  const { userinfo_endpoint: userInfo } = found.value;
  const identity = identityOf(claims.value);
  if (identity.verifiedEmail !== null || userInfo === undefined) {
    return ok({ ...identity, authenticatedAt });
  }
  // Section 5.4 of OpenID Connect Core lets a provider say it there only.
  const { subject } = identity;
  const told = await askUserInfo(userInfo, { accessToken: tokens.value.access_token, subject });
  return told.ok ? ok({ ...identityOf(told.value), authenticatedAt }) : told;
}

const address = z.url().refine((text) => isAllowedAddress(new URL(text)), "must be https");

/** OpenID Connect Discovery 1.0, section 3. */
const discoverySchema = z.object({
  issuer: z.string(),
  authorization_endpoint: address,
  token_endpoint: address,
  jwks_uri: address,
  userinfo_endpoint: address.optional(),
  claims_supported: z.array(z.string()).optional(),
});

/** Asked at each sign-in: few enough, and a provider that was down at the start is none that stays unknown. */
async function discover(
  provider: OidcProviderConfig,
): Promise<Result<z.output<typeof discoverySchema>>> {
  const base = provider.issuer.replace(/\/$/, "");
  const found = await getJson(`${base}/.well-known/openid-configuration`, discoverySchema);
  if (!found.ok) return found;
  // Section 4.3: otherwise another provider could speak for this one.
  return found.value.issuer === provider.issuer
    ? found
    : fail("PROVIDER_UNAVAILABLE", `${provider.name} calls itself ${found.value.issuer}.`);
}

const keySetSchema = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });

async function getJson<T>(from: string, schema: z.ZodType<T>): Promise<Result<T>> {
  const url = new URL(from);
  const answer = await boundedFetch({
    fetch: globalThis.fetch,
    url,
    accept: "application/json",
    maxBytes: MAX_ANSWER_BYTES,
    timeoutMs: TIMEOUT_MS,
  });
  if (answer.kind !== "answer") {
    return fail("PROVIDER_UNAVAILABLE", `${url.host} gave no answer: ${answer.detail}.`);
  }
  if (answer.status !== 200) {
    return fail("PROVIDER_UNAVAILABLE", `${url.host} answered ${answer.status}.`);
  }
  const parsed = schema.safeParse(asJson(Buffer.from(answer.body).toString("utf8")));
  return parsed.success
    ? ok(parsed.data)
    : fail("PROVIDER_UNAVAILABLE", `${url.host} answered with something else than was asked for.`);
}

const tokenAnswerSchema = z.object({ id_token: z.string(), access_token: z.string() });

interface Exchange {
  readonly code: string;
  readonly challenge: OidcChallenge;
  readonly redirectUri: string;
  readonly tokenEndpoint: string;
}

async function exchange(
  { clientId, clientSecret, name }: OidcProviderConfig,
  { code, challenge, redirectUri, tokenEndpoint }: Exchange,
): Promise<Result<z.output<typeof tokenAnswerSchema>>> {
  const { body, headers } = await authorizationCodeRequest({
    code,
    codeVerifier: challenge.codeVerifier,
    redirectURI: redirectUri,
    options: { clientId, clientSecret },
    tokenEndpoint,
    authentication: "basic",
  });
  try {
    const response = await fetch(tokenEndpoint, {
      method: "POST",
      body,
      headers,
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    // A code that is unknown, used or not ours: RFC 6749, section 5.2.
    if (response.status === 400 || response.status === 401) {
      return fail("PROVIDER_SIGN_IN_FAILED", `${name} did not accept the code.`);
    }
    const answer = tokenAnswerSchema.safeParse(asJson(await response.text()));
    if (response.ok && answer.success) return ok(answer.data);
    return fail("PROVIDER_UNAVAILABLE", `${name} answered ${response.status} without a token.`);
  } catch (error) {
    const reason = error instanceof Error ? error.name : "unknown";
    return fail("PROVIDER_UNAVAILABLE", `${name} gave no token: ${reason}.`);
  }
}

const personClaims = {
  sub: z.string().min(1).max(255),
  email: z.string().optional(),
  /** A few providers write it as text. */
  email_verified: z.union([z.boolean(), z.enum(["true", "false"])]).optional(),
  name: z.string().optional(),
};
const userInfoSchema = z.object(personClaims);
const claimsSchema = z.object({
  ...personClaims,
  nonce: z.string(),
  azp: z.string().optional(),
  /** Seconds since 1970. */
  auth_time: z.number().nonnegative().optional(),
});

type IdTokenClaims = z.output<typeof claimsSchema>;

/** We always ask for it, so a token without it is as old as can be: somebody may have taken that out of the address. */
function proofTimeOf({ auth_time: seconds }: IdTokenClaims, saysWhen: boolean): Date | null {
  if (seconds !== undefined) return new Date(seconds * 1000);
  return saysWhen ? new Date(0) : null;
}

function identityOf(
  claims: z.output<typeof userInfoSchema>,
): Omit<OidcIdentity, "authenticatedAt"> {
  const { sub, email, email_verified: verified, name } = claims;
  const isVouchedFor = email !== undefined && (verified === true || verified === "true");
  return {
    subject: sub,
    verifiedEmail: isVouchedFor ? email.toLowerCase() : null,
    name: name ?? null,
  };
}

/** Section 5.3.2: the answer counts only for the subject of the verified token. */
async function askUserInfo(
  endpoint: string,
  { accessToken, subject }: { readonly accessToken: string; readonly subject: string },
): Promise<Result<z.output<typeof userInfoSchema>>> {
  const { host } = new URL(endpoint);
  try {
    const response = await fetch(endpoint, {
      headers: { accept: "application/json", authorization: `Bearer ${accessToken}` },
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const claims = userInfoSchema.safeParse(asJson(await response.text()));
    if (!response.ok || !claims.success) {
      return fail("PROVIDER_UNAVAILABLE", `${host} answered ${response.status} about the person.`);
    }
    return claims.data.sub === subject
      ? ok(claims.data)
      : fail("PROVIDER_SIGN_IN_FAILED", `${host} answered about somebody else.`);
  } catch (error) {
    const reason = error instanceof Error ? error.name : "unknown";
    return fail("PROVIDER_UNAVAILABLE", `${host} gave no answer: ${reason}.`);
  }
}

/** OpenID Connect Core 1.0, section 3.1.3.7. */
async function verifyIdToken(
  token: string,
  {
    provider,
    keys,
    nonce,
    now,
  }: {
    readonly provider: OidcProviderConfig;
    readonly keys: z.output<typeof keySetSchema>;
    readonly nonce: string;
    readonly now: Date;
  },
): Promise<Result<IdTokenClaims>> {
  const { clientId, issuer, name: providerName } = provider;
  const refused = (why: string) =>
    fail("PROVIDER_SIGN_IN_FAILED", `The token of ${providerName} ${why}.`);
  try {
    const { payload } = await jwtVerify(token, createLocalJWKSet(keys), {
      issuer,
      audience: clientId,
      algorithms: ALGORITHMS,
      requiredClaims: ["sub", "exp", "iat", "nonce"],
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: now,
    });
    const claims = claimsSchema.safeParse(payload);
    if (!claims.success) return refused("lacks what it must say");
    const { azp } = claims.data;
    if (claims.data.nonce !== nonce) return refused("is for another sign-in");
    if (azp !== undefined && azp !== clientId) return refused("is for another application");
    return ok(claims.data);
  } catch {
    return refused("is not signed by it, not for us, or not of now");
  }
}

function asJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

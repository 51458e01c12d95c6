import { createHash } from "node:crypto";
import { symmetricDecrypt, symmetricEncrypt } from "better-auth/crypto";
import { z } from "zod";
import { accountStore } from "@/lib/accounts/account-store";
import type { OidcProviderConfig } from "@/lib/config-providers";
import { fail } from "@/lib/rats/result";
import type { ServiceContext } from "@/lib/services/context";

export const linkingNeedsProof = fail(
  "STEP_UP_REQUIRED",
  "Confirm who you are before you link a provider.",
);

const CHALLENGE_MS = 10 * 60_000;
export const CHALLENGE_SECONDS = CHALLENGE_MS / 1000;

const keptSchema = z.object({
  provider: z.string(),
  nonce: z.string(),
  codeVerifier: z.string(),
  returnTo: z.string(),
  /** In hex; null without an invitation. */
  invitationSha256: z.string().nullable(),
  /** Who began it with a session; null for somebody who signs in. */
  personId: z.string().nullable(),
  startedAt: z.iso.datetime(),
});

/** What is remembered of a sign-in at a provider until the browser comes back. */
export type KeptChallenge = z.infer<typeof keptSchema>;

/** Only a digest of the state is kept, and the rest encrypted: a copy of the database finishes nobody's sign-in. */
const identifierOf = (state: string) =>
  `oidc/${createHash("sha256").update(state).digest("base64url")}`;

export async function keepChallenge(
  { runtime }: ServiceContext,
  state: string,
  challenge: KeptChallenge,
): Promise<void> {
  const store = await accountStore(runtime.database.db, runtime);
  const key = runtime.secrets.sessions;
  await store.createVerificationValue({
    identifier: identifierOf(state),
    value: await symmetricEncrypt({ key, data: JSON.stringify(challenge) }),
    expiresAt: new Date(Date.now() + CHALLENGE_MS),
  });
}

/** Once: a second time, or too late, it is null. */
export async function takeChallenge(
  { runtime }: ServiceContext,
  state: string,
): Promise<KeptChallenge | null> {
  const store = await accountStore(runtime.database.db, runtime);
  const kept = await store.consumeVerificationValue(identifierOf(state));
  if (kept === null || kept.expiresAt.getTime() < Date.now()) return null;
  const data = await symmetricDecrypt({ key: runtime.secrets.sessions, data: kept.value });
  // Another version may have kept it otherwise: then it is none.
  return keptSchema.safeParse(JSON.parse(data)).data ?? null;
}

export function providerOf({ runtime }: ServiceContext, id: string): OidcProviderConfig | null {
  return runtime.config.oidcProviders.find((provider) => provider.id === id) ?? null;
}

/** Where a provider sends browsers back to; it has to know it exactly. */
export function redirectUriOf({ runtime }: ServiceContext, { id }: OidcProviderConfig): string {
  return `${runtime.config.publicUrl ?? ""}/api/v1/sign-in-providers/${id}/callback`;
}

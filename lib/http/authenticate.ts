import { type Actor, ANONYMOUS, type KeyActor } from "@/lib/access/actor";
import { readApiKey } from "@/lib/access/api-key-format";
import type { LimitClass } from "@/lib/access/limit-class";
import { PEOPLE_ONLY } from "@/lib/access/permissions";
import { actorOfSession } from "@/lib/accounts/session-actor";
import {
  readSessionToken,
  SESSION_IDLE_SECONDS,
  SESSION_SECONDS,
  sessionCookieName,
} from "@/lib/accounts/session-cookie";
import { isInNetworks, withoutZone } from "@/lib/network/networks";
import { type Failure, fail, ok, type Result } from "@/lib/rats/result";
import type { Runtime } from "@/lib/runtime";
import { type Draw, drawOf, wantedOf } from "@/lib/services/limits/draw";
import { runtimeState } from "@/lib/services/runtime-state";
import { findKey, findSession } from "@/lib/store/principals";
import { touchSession } from "@/lib/store/sessions";

/** What a request says of who sends it. */
export interface Credentials {
  readonly authorization: string | null;
  readonly cookie: string | null;
  readonly address: string | null;
}

/** Who sends a request, and what it got out of the buckets that it draws from; nobody has none. */
export interface Authenticated {
  readonly actor: Actor;
  readonly draw: Draw | null;
}

export type Authentication =
  { readonly ok: true; readonly value: Authenticated } | NotAuthenticated;

/** Why it is not known who sends a request; `denied` is a key that is known and not for this address. */
export interface NotAuthenticated {
  readonly ok: false;
  readonly failure: Failure;
  readonly denied?: KeyActor;
}

/**
 * Who sends a request. A key wins over a cookie; without either it is nobody, and so is a cookie that leads nowhere,
 * since a browser goes on sending it. Failures: `CREDENTIALS_INVALID`, `API_KEY_ENDED`, `API_KEY_ADDRESS_REFUSED`.
 */
export async function authenticate(
  runtime: Runtime,
  credentials: Credentials,
): Promise<Result<Actor>> {
  const authenticated = await authenticateAndDraw(runtime, credentials, null);
  return authenticated.ok ? ok(authenticated.value.actor) : authenticated;
}

/**
 * The same, and a token out of the buckets of that class, in the same statement: a request costs the database one round
 * trip before its use case. The statement takes tokens of nobody but whom the credentials prove.
 */
export async function authenticateAndDraw(
  runtime: Runtime,
  { authorization, cookie, address }: Credentials,
  limitClass: LimitClass | null,
): Promise<Authentication> {
  if (authorization !== null) {
    return authenticateKey(runtime, { authorization, address, limitClass });
  }
  const token =
    cookie === null
      ? null
      : readSessionToken(cookie, {
          name: sessionCookieName(runtime.config),
          secret: runtime.secrets.sessions,
        });
  if (token === null) return ok({ actor: ANONYMOUS, draw: null });

  const { answer: session, place } = await runtimeState(runtime).gatherings.sessions.join(
    `${limitClass}/${token}`,
    (tokens) =>
      findSession(runtime.database, {
        token,
        wanted: limitClass && wantedOf(runtime.limits, { scope: "person", limitClass, tokens }),
      }),
  );
  if (session === null) return ok({ actor: ANONYMOUS, draw: null });
  await noteUse(runtime, session);
  const { taken } = session;
  const draw = limitClass && taken && drawOf(taken, { place, limitClass, scope: "person" });
  return ok({ actor: actorOfSession(session), draw });
}

/** To the minute is enough for people, and spares every other request the write. */
const SEEN_EVERY_MS = 60_000;

/** A session that is used lives on. */
async function noteUse(
  { database, now }: Runtime,
  { sessionId, seenAt }: { readonly sessionId: string; readonly seenAt: Date },
): Promise<void> {
  if (now().getTime() - seenAt.getTime() < SEEN_EVERY_MS) return;
  const lifetime = { idleSeconds: SESSION_IDLE_SECONDS, lifeSeconds: SESSION_SECONDS };
  await touchSession(database, { sessionId, ...lifetime });
}

/** Whoever hears this has shown the whole secret. */
const ENDED = { revoked: "was revoked", expired: "has expired" } as const;

/** RFC 6750, section 2.1. */
const BEARER = /^Bearer +(\S+) *$/i;

async function authenticateKey(
  runtime: Runtime,
  {
    authorization,
    address,
    limitClass,
  }: {
    readonly authorization: string;
    readonly address: string | null;
    readonly limitClass: LimitClass | null;
  },
): Promise<Authentication> {
  const key = BEARER.exec(authorization)?.[1];
  if (key === undefined)
    return fail("CREDENTIALS_INVALID", "Authorization must be Bearer and an API key.");
  const parts = readApiKey(key);
  if (parts === null) {
    return fail(
      "CREDENTIALS_INVALID",
      "The key is not one of Attestry's, or was not copied whole.",
    );
  }
  const { answer: found, place } = await runtimeState(runtime).gatherings.keys.join(
    [limitClass, address, key].join("/"),
    (tokens) =>
      findKey(runtime.database, {
        prefix: parts.prefix,
        hmac: runtime.secrets.keyHmac(key),
        address: address === null ? null : withoutZone(address),
        wanted: limitClass && wantedOf(runtime.limits, { scope: "key", limitClass, tokens }),
      }),
  );
  if (found === null) return fail("CREDENTIALS_INVALID", `No key ${parts.prefix}… is known here.`);
  if (found.ended !== null) {
    return fail("API_KEY_ENDED", `The key ${parts.prefix}… ${ENDED[found.ended]}.`);
  }
  const { id, organizationId, name, service, scopes, policy, taken } = found;
  const actor: KeyActor = {
    kind: "key",
    keyId: id,
    organizationId,
    name,
    service,
    // Checked when the key is made, and here: a row can be older than the rule.
    permissions: new Set(scopes.filter((scope) => !PEOPLE_ONLY.has(scope))),
    policy,
  };
  if (found.addresses.length > 0 && !isInNetworks(address ?? "", found.addresses)) {
    const detail = `The key ${parts.prefix}… is not for ${address ?? "this address"}.`;
    return { ...fail("API_KEY_ADDRESS_REFUSED", detail), denied: actor };
  }
  runtimeState(runtime).keyUses.note(found, { address, now: runtime.now() });
  return ok({
    actor,
    draw: limitClass && taken && drawOf(taken, { place, limitClass, scope: "key" }),
  });
}

import { type Actor, ANONYMOUS } from "@/lib/access/actor";
import { readApiKey } from "@/lib/access/api-key-format";
import { PEOPLE_ONLY } from "@/lib/access/permissions";
import { permissionsOf } from "@/lib/access/roles";
import { isInNetworks } from "@/lib/network/networks";
import { fail, ok, type Result } from "@/lib/rats/result";
import type { Runtime } from "@/lib/runtime";
import { findKey, findSession, type SessionRow } from "@/lib/store/principals";
import { readSessionToken, sessionCookieName } from "./session-cookie";

/** What a request says of who sends it. */
export interface Credentials {
  readonly authorization: string | null;
  readonly cookie: string | null;
  readonly address: string | null;
}

/**
 * Who sends a request. A key wins over a cookie; without either it is nobody, and so is a cookie that leads nowhere,
 * since a browser goes on sending it. Failures: `CREDENTIALS_INVALID`, `API_KEY_ENDED`, `API_KEY_ADDRESS_REFUSED`.
 */
export async function authenticate(
  runtime: Runtime,
  { authorization, cookie, address }: Credentials,
): Promise<Result<Actor>> {
  if (authorization !== null) return authenticateKey(runtime, authorization, address);
  if (cookie === null) return ok(ANONYMOUS);
  const token = readSessionToken(cookie, {
    name: sessionCookieName(runtime.config),
    secret: runtime.secrets.sessions,
  });
  const session = token === null ? null : await findSession(runtime.database, token);
  return ok(session === null ? ANONYMOUS : actorOf(session));
}

function actorOf({ membership, ...person }: SessionRow): Actor {
  const { personId, name, email, sessionId, authenticatedAt } = person;
  const who = { personId, name, email, sessionId, authenticatedAt };
  if (membership === null) return { kind: "guest", ...who };
  const { organizationId, roles } = membership;
  return { kind: "person", ...who, organizationId, roles, permissions: permissionsOf(roles) };
}

/** RFC 6750, section 2.1. */
const BEARER = /^Bearer +(\S+) *$/i;

async function authenticateKey(
  runtime: Runtime,
  authorization: string,
  address: string | null,
): Promise<Result<Actor>> {
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
  const hmac = runtime.secrets.keyHmac(key);
  const found = await findKey(runtime.database, { prefix: parts.prefix, hmac });
  if (found === null) return fail("CREDENTIALS_INVALID", `No key ${parts.prefix}… is known here.`);
  if (found.hasEnded) return fail("API_KEY_ENDED", `The key ${parts.prefix}… works no longer.`);
  if (found.addresses.length > 0 && !isInNetworks(address ?? "", found.addresses)) {
    return fail(
      "API_KEY_ADDRESS_REFUSED",
      `The key ${parts.prefix}… is not for ${address ?? "this address"}.`,
    );
  }
  const { id, organizationId, name, service, scopes, policy } = found;
  return ok({
    kind: "key",
    keyId: id,
    organizationId,
    name,
    service,
    // Checked when the key is made, and here: a row can be older than the rule.
    permissions: new Set(scopes.filter((scope) => !PEOPLE_ONLY.has(scope))),
    policy,
  });
}

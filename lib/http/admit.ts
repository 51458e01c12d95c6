import { type Actor, ANONYMOUS, isMember, type Member } from "@/lib/access/actor";
import type { LimitClass } from "@/lib/access/limit-class";
import { readCookie, signInCookieName } from "@/lib/accounts/session-cookie";
import type { Operation } from "@/lib/operations/operation";
import { ok, type Result } from "@/lib/rats/result";
import type { Runtime } from "@/lib/runtime";
import type { Client } from "@/lib/services/context";
import { bucketOwner, drawToken } from "@/lib/services/limits/charge";
import { type Draw, limitFailure } from "@/lib/services/limits/draw";
import { runtimeState } from "@/lib/services/runtime-state";
import type { ApiRequest } from "./api-request";
import { authenticateAndDraw } from "./authenticate";
import { authorize } from "./authorize";
import { clientAddress } from "./client-address";
import { limitHeaders } from "./limit-headers";

/** Who may go on to the use case. */
export interface Admitted {
  readonly actor: Actor;
  /** Takes one more token of the operation's class, for each further document of a batch. Failure: `LIMIT_EXCEEDED`. */
  readonly charge: () => Promise<Result<null>>;
}

export interface Admission {
  readonly admitted: Result<Admitted>;
  readonly client: Client;
  /** The member who is known and may not do this; the audit trail remembers it. */
  readonly denied: Member | null;
  /** What every answer to this request says about its limits. */
  readonly headers: Readonly<Record<string, string>>;
}

const MAX_USER_AGENT = 300;

/**
 * Everything that is asked of a request before its body is read: who sends it, whether there is a token for it, and
 * whether they may do it. Failures: those of the steps, `LIMIT_EXCEEDED`.
 */
export async function admit(
  request: ApiRequest,
  { runtime, operation, now }: { runtime: Runtime; operation: Operation; now: Date },
): Promise<Admission> {
  const client: Client = {
    address: clientAddress(request, runtime.config.trustedProxies),
    userAgent: request.header("user-agent")?.slice(0, MAX_USER_AGENT) ?? null,
    signInState: readCookie(request.header("cookie") ?? "", signInCookieName(runtime.config)),
  };
  // Health: it must answer when the database can't say who asks.
  if (operation.permission === "public" && operation.limit === null) {
    const charge = () => Promise.resolve(ok(null));
    return { admitted: ok({ actor: ANONYMOUS, charge }), headers: {}, client, denied: null };
  }
  const credentials = {
    authorization: request.header("authorization"),
    cookie: request.header("cookie"),
    address: client.address,
  };
  const { limit } = operation;
  const authenticated = await authenticateAndDraw(runtime, credentials, limit);
  if (!authenticated.ok) {
    const denied = authenticated.denied ?? null;
    return { admitted: authenticated, headers: {}, client, denied };
  }
  const { actor } = authenticated.value;

  const allowed = authorize(actor, operation, now);
  // Whoever is refused for not saying who they are is refused without asking the database.
  if (!allowed.ok && actor.kind === "anonymous") {
    return { admitted: allowed, headers: {}, client, denied: null };
  }
  const draw = authenticated.value.draw ?? (await drawFor({ runtime, actor, client, limit }));
  const headers = draw === null ? {} : limitHeaders(draw);
  if (draw?.granted === false) {
    countLimited(runtime, draw);
    return { admitted: { ok: false, failure: limitFailure(draw) }, headers, client, denied: null };
  }
  if (!allowed.ok) {
    return { admitted: allowed, headers, client, denied: isMember(actor) ? actor : null };
  }
  const charge = async () => {
    const next = await drawFor({ runtime, actor, client, limit });
    if (next === null || next.granted) return ok(null);
    countLimited(runtime, next);
    return { ok: false, failure: limitFailure(next) } as const;
  };
  return { admitted: ok({ actor, charge }), headers, client, denied: null };
}

function countLimited(runtime: Runtime, { limitClass, scope }: Draw): void {
  runtimeState(runtime).metrics.limited.inc({ class: limitClass, scope });
}

function drawFor({
  runtime,
  actor,
  client,
  limit,
}: {
  readonly runtime: Runtime;
  readonly actor: Actor;
  readonly client: Client;
  readonly limit: LimitClass | null;
}): Promise<Draw> | null {
  const owner = bucketOwner(actor, { runtime, address: client.address });
  return owner === null || limit === null ? null : drawToken(runtime, owner, limit);
}

import type { Actor } from "@/lib/access/actor";
import type { Operation } from "@/lib/operations/operation";
import { ok, type Result } from "@/lib/rats/result";
import type { Runtime } from "@/lib/runtime";
import type { Client } from "@/lib/services/context";
import type { ApiRequest } from "./api-request";
import { authenticate } from "./authenticate";
import { authorize } from "./authorize";
import { clientAddress } from "./client-address";

/** Who may go on to the use case. */
export interface Admitted {
  readonly actor: Actor;
  readonly client: Client;
}

const MAX_USER_AGENT = 300;

/** Everything that is asked of a request before its body is read. Failures: those of the steps. */
export async function admit(
  request: ApiRequest,
  { runtime, operation, now }: { runtime: Runtime; operation: Operation; now: Date },
): Promise<Result<Admitted>> {
  const client: Client = {
    address: clientAddress(request, runtime.config.trustedProxies),
    userAgent: request.header("user-agent")?.slice(0, MAX_USER_AGENT) ?? null,
  };
  const actor = await authenticate(runtime, {
    authorization: request.header("authorization"),
    cookie: request.header("cookie"),
    address: client.address,
  });
  if (!actor.ok) return actor;
  const allowed = authorize(actor.value, operation, now);
  return allowed.ok ? ok({ actor: actor.value, client }) : allowed;
}

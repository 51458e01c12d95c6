import { randomUUID } from "node:crypto";
import type { Runtime } from "@/lib/runtime";
import type { IdempotencyClaim } from "@/lib/store/attestation-record";
import { runtimeState, type RuntimeState } from "./runtime-state";

/** Everything that a use case may reach. Built once per request from the runtime of the process. */
export interface ServiceContext {
  readonly runtime: Runtime;
  readonly state: RuntimeState;
  readonly requestId: string;
  /** Who asks; accounts come later, until then everybody on this machine. */
  readonly actor: string;
  /** The Idempotency-Key of the request, bound to what it was sent for; the lines of a batch carry their own. */
  readonly idempotency: IdempotencyClaim | null;
  /** Aborted when the client went away: work that nobody waits for stops. */
  readonly signal: AbortSignal;
}

/** The context of a page or a job; the API makes its own. */
export function serviceContext(
  runtime: Runtime,
  given: Partial<Omit<ServiceContext, "runtime" | "state">> = {},
): ServiceContext {
  return {
    runtime,
    state: runtimeState(runtime),
    requestId: given.requestId ?? randomUUID(),
    actor: given.actor ?? "local",
    idempotency: given.idempotency ?? null,
    signal: given.signal ?? new AbortController().signal,
  };
}

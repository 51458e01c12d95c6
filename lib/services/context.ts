import { randomUUID } from "node:crypto";
import { type Actor, ANONYMOUS, isMember, principalOf } from "@/lib/access/actor";
import type { Runtime } from "@/lib/runtime";
import { ok, type Result } from "@/lib/rats/result";
import type { IdempotencyClaim } from "@/lib/store/attestation-record";
import { inOrganization, type OrganizationDb } from "@/lib/store/organization-db";
import { runtimeState, type RuntimeState } from "./runtime-state";

/** Where a request comes from. */
export interface Client {
  /** The address of the client, behind trusted proxies the one that they name; null for a job. */
  readonly address: string | null;
  readonly userAgent: string | null;
  /** What this browser remembers of a sign-in at a provider that it has begun. */
  readonly signInState?: string | null;
}

/** Everything that a use case may reach. Built once per request from the runtime of the process. */
export interface ServiceContext {
  readonly runtime: Runtime;
  readonly state: RuntimeState;
  readonly requestId: string;
  readonly actor: Actor;
  readonly client: Client;
  /** The operation that is carried out, `attestations.create`; for pages and jobs their name. */
  readonly operation: string;
  /** When the work began, by the runtime's clock. */
  readonly startedAt: Date;
  /** The Idempotency-Key of the request, bound to what it was sent for; the lines of a batch carry their own. */
  readonly idempotency: IdempotencyClaim | null;
  /** Takes a token for one more document of a batch; pages and jobs pay nothing. Failure: `LIMIT_EXCEEDED`. */
  readonly charge: () => Promise<Result<null>>;
  /** Aborted when the client went away: work that nobody waits for stops. */
  readonly signal: AbortSignal;
}

/** The context of a page or a job; the API makes its own. Nobody acts unless somebody is named. */
export function serviceContext(
  runtime: Runtime,
  given: Partial<Omit<ServiceContext, "runtime" | "state">> = {},
): ServiceContext {
  return {
    runtime,
    state: runtimeState(runtime),
    requestId: given.requestId ?? randomUUID(),
    actor: given.actor ?? ANONYMOUS,
    client: given.client ?? { address: null, userAgent: null },
    operation: given.operation ?? "internal",
    startedAt: given.startedAt ?? runtime.now(),
    idempotency: given.idempotency ?? null,
    charge: given.charge ?? (() => Promise.resolve(ok(null))),
    signal: given.signal ?? new AbortController().signal,
  };
}

/** Who waits in turn with the others where places are few; those without a name are told apart by their address. */
export function ownerOf({ actor, client }: Pick<ServiceContext, "actor" | "client">): string {
  const principal = principalOf(actor);
  return actor.kind === "anonymous" ? `${principal}/${client.address ?? ""}` : principal;
}

/**
 * The organization that this work is for.
 *
 * @throws Error when nobody acts in one: the dispatcher lets no such request reach a use case that asks.
 */
export function organizationOf(context: ServiceContext): string {
  if (!isMember(context.actor)) throw new Error(`${context.operation} ran outside an organization`);
  return context.actor.organizationId;
}

/** A transaction inside the organization of whoever acts: the only way to rows that belong to one. */
export function withOrganization<T>(
  context: ServiceContext,
  work: (organization: OrganizationDb) => Promise<T>,
): Promise<T> {
  return inOrganization(context.runtime.database, organizationOf(context), work);
}

import { createHash } from "node:crypto";
import type { Actor } from "@/lib/access/actor";
import type { AuditActor, AuditEvent, AuditObject } from "@/lib/audit/audit-event";
import { canonicalJson } from "@/lib/policy/resolve-policy";
import { ok, type Result } from "@/lib/rats/result";
import { appendAuditEvent } from "@/lib/store/audit";
import { inOrganization, type OrganizationDb } from "@/lib/store/organization-db";
import { organizationOf, type ServiceContext } from "./context";

/** What a change did, for its caller and for the audit trail. */
export interface Changed<T> {
  readonly value: T;
  readonly object: AuditObject | null;
  /** The object's state, null where there was none: kept as a digest. */
  readonly before?: unknown;
  readonly after?: unknown;
  /** What a reader of the trail wants to know at once. Never a secret. */
  readonly details?: AuditEvent["details"];
}

/**
 * A change and its row in the audit trail, in one transaction: neither can be there without the other. A failed result
 * undoes the work and leaves no row.
 */
export function change<T>(
  context: ServiceContext,
  work: (organization: OrganizationDb) => Promise<Result<Changed<T>>>,
): Promise<Result<T>> {
  return changeIn(context, organizationOf(context), work);
}

/** The same inside an organization that is named: before anybody is a member, or for one that is just being made. */
export async function changeIn<T>(
  context: ServiceContext,
  organizationId: string,
  work: (organization: OrganizationDb) => Promise<Result<Changed<T>>>,
): Promise<Result<T>> {
  try {
    return await inOrganization(context.runtime.database, organizationId, async (organization) => {
      const result = await work(organization);
      if (!result.ok) throw new Undone(result);
      const { value, object, before, after, details } = result.value;
      await appendAuditEvent(
        organization,
        auditEvent(context, { object, before, after, details, outcome: "success" }),
      );
      return ok(value);
    });
  } catch (error) {
    if (error instanceof Undone) return error.result;
    throw error;
  }
}

/** Leaves the transaction with a failure that is no error. */
class Undone extends Error {
  constructor(readonly result: Extract<Result<never>, { ok: false }>) {
    super("undone");
  }
}

interface Told {
  readonly outcome: AuditEvent["outcome"];
  readonly object: AuditObject | null;
  readonly details?: AuditEvent["details"] | undefined;
  readonly reasonCode?: AuditEvent["reasonCode"];
  readonly before?: unknown;
  readonly after?: unknown;
}

/** An event of this request. */
export function auditEvent(
  context: ServiceContext,
  { outcome, object, before, after, details, reasonCode }: Told,
): AuditEvent {
  return {
    action: context.operation,
    outcome,
    actor: auditActor(context.actor),
    object,
    before: stateDigest(before),
    after: stateDigest(after),
    details: details ?? {},
    reasonCode: reasonCode ?? null,
    requestId: context.requestId,
    address: context.client.address,
    userAgent: context.client.userAgent,
    durationMs: context.runtime.now().getTime() - context.startedAt.getTime(),
  };
}

export function auditActor(actor: Actor): AuditActor {
  switch (actor.kind) {
    case "person":
    case "guest":
      return { kind: "person", id: actor.personId, name: actor.name };
    case "key":
      return {
        kind: "key",
        id: actor.keyId,
        name: actor.name,
        ...(actor.service === null ? {} : { service: actor.service }),
      };
    case "system":
      return { kind: "system", id: actor.job, name: null };
    case "anonymous":
      return { kind: "anonymous", id: null, name: null };
  }
}

function stateDigest(state: unknown): string | null {
  if (state === undefined || state === null) return null;
  return `sha256:${createHash("sha256").update(canonicalJson(state)).digest("hex")}`;
}

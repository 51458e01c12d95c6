import type { z } from "zod";
import type { AuditEvent } from "@/lib/audit/audit-event";
import type { AuditEventView, AuditList, auditListQuerySchema } from "@/lib/contract/audit";
import { keyIdOf } from "@/lib/node-crypto/installation-secrets";
import { fail, ok, type Result } from "@/lib/rats/result";
import { findAuditEvent, listAuditEvents, type StoredEvent } from "@/lib/store/audit-trail";
import { type ServiceContext, withOrganization } from "../context";

/** One page of the trail; with a filter, the timeline of an actor or of an object. */
export async function listTrail(
  context: ServiceContext,
  { limit, cursor, direction, ...filter }: z.infer<typeof auditListQuerySchema>,
): Promise<AuditList> {
  const page = await withOrganization(context, (organization) =>
    listAuditEvents(organization, filter, { limit, cursor: cursor ?? null, direction }),
  );
  return {
    items: page.items.map(eventView),
    nextCursor: page.older,
    previousCursor: page.newer,
  };
}

/** Failure: `NOT_FOUND`. */
export async function getAuditEvent(
  context: ServiceContext,
  seq: number,
): Promise<Result<AuditEventView>> {
  const event = await withOrganization(context, (organization) =>
    findAuditEvent(organization, seq),
  );
  return event === null ? fail("NOT_FOUND", `There is no event ${seq}.`) : ok(eventView(event));
}

export function auditPublicKey({ runtime }: ServiceContext) {
  const { publicKey } = runtime.secrets.auditKey;
  return {
    algorithm: "Ed25519" as const,
    keyId: keyIdOf(publicKey).toString("hex"),
    pem: publicKey.export({ format: "pem", type: "spki" }).toString(),
  };
}

/** The body of a stored event: `auditBody` wrote it, so it has that form. */
export function eventBody({ body }: Pick<StoredEvent, "body">): AuditEvent {
  return JSON.parse(body) as AuditEvent;
}

function eventView(event: StoredEvent): AuditEventView {
  const { actor, object, details, ...body } = eventBody(event);
  return {
    ...body,
    actor,
    object,
    // Copied, since the view's lists are not read-only.
    details: Object.fromEntries(
      Object.entries(details).map(([name, value]) => [
        name,
        typeof value === "object" && value !== null ? [...value] : value,
      ]),
    ),
    seq: event.seq,
    at: event.at.toISOString(),
    previousHash: Buffer.from(event.previousHash).toString("hex"),
    hash: Buffer.from(event.hash).toString("hex"),
  };
}

import type { AuditEvent } from "@/lib/audit/audit-event";
import type { OrganizationDb } from "./organization-db";
import { arrayText, plainText } from "./sql-text";

/**
 * Chains an event to its organization's trail, in the transaction of the change that it tells of. It locks the end of
 * the chain until that transaction ends, so it comes last.
 */
export async function appendAuditEvent(
  organization: OrganizationDb,
  event: AuditEvent,
): Promise<void> {
  await appendAuditEvents(organization, [event]);
}

/** The same for several, in their order. */
export async function appendAuditEvents(
  { sql, organizationId }: OrganizationDb,
  events: readonly AuditEvent[],
): Promise<void> {
  if (events.length === 0) return;
  await sql`insert into audit_events (organization_id, body)
    select ${organizationId}::uuid, event.body
    from unnest(${arrayText(events.map(auditBody))}::text[]) with ordinality as event (body, position)
    order by event.position`;
}

/**
 * The text that is chained. The columns that are read out of it refuse U+0000 and halves of surrogate pairs, which a user
 * agent or a name may hold.
 */
export function auditBody(event: AuditEvent): string {
  return JSON.stringify(event, (_name, member: unknown) =>
    typeof member === "string" ? plainText(member).toWellFormed() : member,
  );
}

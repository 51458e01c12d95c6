import type { AuditEvent } from "@/lib/audit/audit-event";
import type { OrganizationDb } from "./organization-db";
import { plainText } from "./sql-text";

/**
 * Chains an event to its organization's trail, in the transaction of the change that it tells of. It locks the end of
 * the chain until that transaction ends, so it comes last.
 */
export async function appendAuditEvent(
  { sql, organizationId }: OrganizationDb,
  event: AuditEvent,
): Promise<void> {
  await sql`insert into audit_events (organization_id, body)
    values (${organizationId}, ${auditBody(event)})`;
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

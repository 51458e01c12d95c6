import { asc } from "drizzle-orm";
import { auditEvents } from "@/drizzle/schema";
import type { Database } from "@/lib/store/database";
import { homeOrganizationId, inOrganization } from "@/lib/store/organization-db";

/** The events of an organization as they are chained, the oldest first. Default: the first organization. */
export async function auditTrail(
  database: Database,
  organizationId?: string,
): Promise<readonly unknown[]> {
  const id = organizationId ?? (await homeOrganizationId(database));
  const rows = await inOrganization(database, id, ({ db }) =>
    db.select({ body: auditEvents.body }).from(auditEvents).orderBy(asc(auditEvents.seq)),
  );
  return rows.map(({ body }): unknown => JSON.parse(body));
}

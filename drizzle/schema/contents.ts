import { pgTable, primaryKey } from "drizzle-orm/pg-core";
import { bytea, organizationId } from "./column-types";

/**
 * Evidence and endorsements, each body once for an organization, under its SHA-256. Append-only like the attestations
 * that name them. Not shared between organizations: whether a body is there already would tell what others hold.
 */
export const contents = pgTable(
  "contents",
  {
    organizationId: organizationId(),
    sha256: bytea("sha256").notNull(),
    body: bytea("body").notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.sha256] })],
);

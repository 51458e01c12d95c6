import { doublePrecision, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { moment, organizationId } from "./column-types";

/**
 * Token buckets that every replica draws from. The table is UNLOGGED (the migration says so): after a crash of the
 * database all buckets are full again, and no request waits for the disk.
 */
export const limitBuckets = pgTable("limit_buckets", {
  /** `key/<id>/verify`, `person/<id>/read`, `organization/<id>/submit`, `address/<digest>/sign-in`. */
  key: text("key").primaryKey(),
  organizationId: uuid("organization_id"),
  tokens: doublePrecision("tokens").notNull(),
  /** By the database's clock. */
  filledAt: moment("filled_at").notNull(),
});

/** Limits that an administrator changed; what has no row has the default of its class. */
export const limitSettings = pgTable(
  "limit_settings",
  {
    organizationId: organizationId(),
    /** `key`, `person` or `organization`: whose bucket. */
    scope: text("scope", { enum: ["key", "person", "organization"] }).notNull(),
    /** The key or person that this is for; the nil UUID: each that has no setting of its own. */
    subjectId: uuid("subject_id").notNull(),
    limitClass: text("limit_class").notNull(),
    perMinute: integer("per_minute").notNull(),
    burst: integer("burst").notNull(),
    updatedAt: moment("updated_at").notNull(),
  },
  (table) => [
    primaryKey({
      columns: [table.organizationId, table.scope, table.subjectId, table.limitClass],
    }),
  ],
);

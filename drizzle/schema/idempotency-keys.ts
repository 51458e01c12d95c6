import { index, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { bytea, moment, organizationId } from "./column-types";

/** Which attestation a client's key has made. Written in the statement that stores the attestation, never changed. */
export const idempotencyKeys = pgTable(
  "idempotency_keys",
  {
    organizationId: organizationId(),
    operation: text("operation").notNull(),
    key: text("key").notNull(),
    requestSha256: bytea("request_sha256").notNull(),
    attestationId: uuid("attestation_id").notNull(),
    createdAt: moment("created_at").notNull(),
  },
  (table) => [
    // The claim itself, and its look-up.
    primaryKey({ columns: [table.organizationId, table.operation, table.key] }),
    // Removing keys that nobody will send again: WHERE created_at < ….
    index("idempotency_keys_created_at").on(table.createdAt),
  ],
);

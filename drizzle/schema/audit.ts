import { sql } from "drizzle-orm";
import { bigint, index, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { bytea, moment, organizationId } from "./column-types";

/** A column that is read out of the chained text, so that it can't say anything else. */
const fromBody = (name: string, path: string) =>
  text(name).generatedAlwaysAs(sql.raw(`((body::jsonb) #>> '{${path}}')`));

/**
 * What was done, by whom, to what: one chain for each organization. Number, time and hashes are set by a trigger
 * that locks the chain's head, so the application can only append; it may not change or remove a row.
 */
export const auditEvents = pgTable(
  "audit_events",
  {
    organizationId: organizationId(),
    /** From 1, without a gap. */
    seq: bigint("seq", { mode: "number" }).notNull(),
    /** By the database's clock. */
    at: moment("at").notNull(),
    /** JSON, exactly as it is chained. */
    body: text("body").notNull(),
    previousHash: bytea("previous_hash").notNull(),
    hash: bytea("hash").notNull(),
    action: fromBody("action", "action"),
    outcome: fromBody("outcome", "outcome"),
    actorKind: fromBody("actor_kind", "actor,kind"),
    actorId: fromBody("actor_id", "actor,id"),
    objectKind: fromBody("object_kind", "object,kind"),
    objectId: fromBody("object_id", "object,id"),
    requestId: fromBody("request_id", "requestId"),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.seq] }),
    // The timeline of an actor, of an object, of one kind of action: newest first.
    index("audit_events_by_actor").on(table.organizationId, table.actorId, table.seq),
    index("audit_events_by_object").on(
      table.organizationId,
      table.objectKind,
      table.objectId,
      table.seq,
    ),
    index("audit_events_by_action").on(table.organizationId, table.action, table.seq),
    // The events of a period, and all that one request did.
    index("audit_events_by_time").on(table.organizationId, table.at),
    index("audit_events_by_request").on(table.organizationId, table.requestId),
  ],
);

/** Where each chain ends. Only the trigger writes here. */
export const auditHeads = pgTable("audit_heads", {
  organizationId: organizationId().primaryKey(),
  seq: bigint("seq", { mode: "number" }).notNull(),
  hash: bytea("hash").notNull(),
});

/** A signed Merkle root over a run of events: whoever keeps one can later prove what the trail was. */
export const auditSeals = pgTable(
  "audit_seals",
  {
    organizationId: organizationId(),
    fromSeq: bigint("from_seq", { mode: "number" }).notNull(),
    toSeq: bigint("to_seq", { mode: "number" }).notNull(),
    root: bytea("root").notNull(),
    /** SHA-256 of the statement of the seal before; 32 zero bytes for the first. */
    previousSeal: bytea("previous_seal").notNull(),
    sealedAt: moment("sealed_at").notNull(),
    /** SHA-256 of the public key's SPKI. */
    keyId: bytea("key_id").notNull(),
    /** Ed25519. */
    signature: bytea("signature").notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.toSeq] })],
);

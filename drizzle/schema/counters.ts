import { sql } from "drizzle-orm";
import { bigint, index, pgTable, primaryKey, smallint, text } from "drizzle-orm/pg-core";
import { evidenceType, verdict } from "./attestations";
import { moment, organizationId } from "./column-types";

/**
 * Attestations per hour, kept in the transaction that stores them: the overview reads some hundred rows and never the
 * attestations. Statements that run at the same time take different shards, so that a busy hour is not one hot row;
 * fold_counters() makes one row of them when the hour is over.
 */
export const verdictCounters = pgTable(
  "verdict_counters",
  {
    organizationId: organizationId(),
    hour: moment("hour").notNull(),
    verdict: verdict("verdict").notNull(),
    evidenceType: evidenceType("evidence_type").notNull(),
    shard: smallint("shard").notNull(),
    count: bigint("count", { mode: "number" }).notNull(),
  },
  (table) => [
    // Counts of a window: WHERE organization_id = … AND hour >= … AND hour < ….
    primaryKey({
      columns: [table.organizationId, table.hour, table.verdict, table.evidenceType, table.shard],
    }),
    // What fold_counters() looks for: hours that are over, in rows that are not the first.
    index("verdict_counters_to_fold")
      .on(table.hour)
      .where(sql`${table.shard} <> 0`),
  ],
);

export const reasonCounters = pgTable(
  "reason_counters",
  {
    organizationId: organizationId(),
    hour: moment("hour").notNull(),
    code: text("code").notNull(),
    shard: smallint("shard").notNull(),
    count: bigint("count", { mode: "number" }).notNull(),
  },
  (table) => [
    // Reasons of a window: WHERE organization_id = … AND hour >= … AND hour < ….
    primaryKey({ columns: [table.organizationId, table.hour, table.code, table.shard] }),
    index("reason_counters_to_fold")
      .on(table.hour)
      .where(sql`${table.shard} <> 0`),
  ],
);

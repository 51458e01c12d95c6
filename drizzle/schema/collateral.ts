import {
  boolean,
  customType,
  index,
  integer,
  pgTable,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";

const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({
  dataType: () => "bytea",
});
const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/**
 * Signed vendor statements, verified before they were stored. Rows are only ever added: the newest issue is the
 * current one, the older ones judge evidence at an earlier time.
 */
export const collateralCache = pgTable(
  "collateral_cache",
  {
    id: uuid("id").primaryKey(),
    /** `intel/tdx/tcb/b0c06f000000` */
    key: text("key").notNull(),
    sha256: bytea("sha256").notNull(),
    /** Of the issuer chain's text; of nothing where the vendor sends none. */
    chainSha256: bytea("chain_sha256").notNull(),
    /** As received: signatures cover these bytes. A CRL is kept as the hex of its DER. */
    body: text("body").notNull(),
    issuerChain: text("issuer_chain"),
    size: integer("size").notNull(),
    origin: text("origin", { enum: ["fetched", "imported"] }).notNull(),
    upstream: text("upstream"),
    retrievedAt: moment("retrieved_at").notNull(),
    issuedAt: moment("issued_at").notNull(),
    nextUpdate: moment("next_update").notNull(),
    /** tcbEvaluationDataNumber or CRL number. */
    revision: text("revision"),
  },
  (table) => [
    // One row for one content, however often it is fetched or imported.
    uniqueIndex("collateral_cache_content").on(table.key, table.sha256, table.chainSha256),
    // "The windows of a key, newest issue first", asked at every look-up that memory can't answer.
    index("collateral_cache_newest").on(
      table.key,
      table.issuedAt.desc().nullsFirst(),
      table.id.desc().nullsFirst(),
    ),
  ],
);

/** Who fetches a key just now, and what became of the last try: one fetch per key across all processes. */
export const collateralFetches = pgTable("collateral_fetches", {
  key: text("key").primaryKey(),
  holder: uuid("holder"),
  leaseUntil: moment("lease_until"),
  /** Until then a failed fetch is not repeated. */
  failedUntil: moment("failed_until"),
  failure: text("failure"),
});

/** Whether a service answered at the last try, and since when that is so. */
export const collateralUpstreams = pgTable("collateral_upstreams", {
  host: text("host").primaryKey(),
  reachable: boolean("reachable").notNull(),
  since: moment("since").notNull(),
  checkedAt: moment("checked_at").notNull(),
  detail: text("detail"),
});

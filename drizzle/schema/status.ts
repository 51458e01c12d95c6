import { integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { moment } from "./column-types";

/** Circuit breakers, shared: a service that is down is left alone by all replicas, and one of them tries it again. */
export const breakers = pgTable("breakers", {
  /** The host of the service. */
  name: text("name").primaryKey(),
  /** Failures in a row. */
  failures: integer("failures").notNull(),
  /** How often it has opened without closing in between: the exponent of the wait. */
  trips: integer("trips").notNull(),
  openUntil: moment("open_until"),
  /** Who probes just now, and until when that counts. */
  probe: uuid("probe"),
  probeUntil: moment("probe_until"),
  lastFailure: text("last_failure"),
  changedAt: moment("changed_at").notNull(),
});

/** Server processes; one that has not been seen for a while is gone. */
export const replicas = pgTable("replicas", {
  id: uuid("id").primaryKey(),
  host: text("host").notNull(),
  pid: integer("pid").notNull(),
  version: text("version").notNull(),
  startedAt: moment("started_at").notNull(),
  seenAt: moment("seen_at").notNull(),
});

/** Work that recurs, done by whichever replica gets the lease: a killed one is followed by another. */
export const jobs = pgTable("jobs", {
  name: text("name").primaryKey(),
  leasedBy: uuid("leased_by"),
  leaseUntil: moment("lease_until"),
  nextAt: moment("next_at").notNull(),
  startedAt: moment("started_at"),
  finishedAt: moment("finished_at"),
  runs: integer("runs").notNull().default(0),
  failures: integer("failures").notNull().default(0),
  lastError: text("last_error"),
});

import { sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  boolean,
  doublePrecision,
  index,
  integer,
  json,
  pgEnum,
  pgTable,
  text,
  uuid,
} from "drizzle-orm/pg-core";
import { EVIDENCE_TYPES } from "../../lib/rats/evidence-type";
import { TCB_STATUSES } from "../../lib/rats/tcb-status";
import { ASSURANCES, VERDICTS } from "../../lib/rats/verdict";
import { bytea, moment } from "./column-types";

export const verdict = pgEnum("verdict", VERDICTS);
export const evidenceType = pgEnum("evidence_type", EVIDENCE_TYPES);
export const assurance = pgEnum("assurance", ASSURANCES);
export const tcbStatus = pgEnum("tcb_status", TCB_STATUSES);

/**
 * Append-only: triggers of the first migration refuse UPDATE, DELETE and TRUNCATE.
 *
 * `request`, `result` and `endorsements` are `json`, not `jsonb`: they are written and read whole, `json` keeps the
 * order of their members, and it takes U+0000, which a certificate may carry and `jsonb` refuses.
 */
export const attestations = pgTable(
  "attestations",
  {
    id: uuid("id").primaryKey(),
    receivedAt: moment("received_at").notNull(),
    verdict: verdict("verdict").notNull(),
    evidenceType: evidenceType("evidence_type").notNull(),
    assurance: assurance("assurance").notNull(),
    simulated: boolean("simulated").notNull(),
    claimsVerified: boolean("claims_verified").notNull(),
    tcbStatus: tcbStatus("tcb_status"),
    fmspc: text("fmspc"),
    policyName: text("policy_name").notNull(),
    evidenceSha256: bytea("evidence_sha256").notNull(),
    evidenceSize: integer("evidence_size").notNull(),
    measurementName: text("measurement_name"),
    measurementValue: text("measurement_value"),
    reasonCodes: text("reason_codes").array().notNull(),
    verifiedAt: moment("verified_at").notNull(),
    totalMs: doublePrecision("total_ms").notNull(),
    reverifies: uuid("reverifies").references((): AnyPgColumn => attestations.id),
    /** The parts of composite evidence, as a row of the history names them. */
    submodules: json("submodules")
      .notNull()
      .default(sql`'[]'`),
    request: json("request").notNull(),
    result: json("result").notNull(),
    endorsements: json("endorsements").notNull(),
  },
  (table) => [
    // The history and its neighbours: ORDER BY received_at DESC, id DESC.
    index("attestations_history").on(table.receivedAt, table.id),
    // The history of one verdict; the latest failures of the overview.
    index("attestations_by_verdict").on(table.verdict, table.receivedAt, table.id),
    // The history of one kind of evidence.
    index("attestations_by_evidence_type").on(table.evidenceType, table.receivedAt, table.id),
    // The history of one patch level.
    index("attestations_by_tcb_status")
      .on(table.tcbStatus, table.receivedAt, table.id)
      .where(sql`${table.tcbStatus} is not null`),
    // The history of one platform family.
    index("attestations_by_fmspc")
      .on(table.fmspc, table.receivedAt, table.id)
      .where(sql`${table.fmspc} is not null`),
    // Later judgements of one attestation.
    index("attestations_by_reverifies")
      .on(table.reverifies, table.receivedAt)
      .where(sql`${table.reverifies} is not null`),
  ],
);

/**
 * Which attestations carry a digest: measurements, report data and the evidence itself; values that are all zero are
 * left out. Ordered like the history, so that a page of one digest costs the same however many attestations there are.
 */
export const attestationDigests = pgTable(
  "attestation_digests",
  {
    digest: bytea("digest").notNull(),
    /** `evidence`, `report-data`, or the name of a measurement. */
    name: text("name").notNull(),
    receivedAt: moment("received_at").notNull(),
    attestationId: uuid("attestation_id").notNull(),
  },
  (table) => [
    // The history of one digest; distinct digests by their first digits.
    index("attestation_digests_history").on(table.digest, table.receivedAt, table.attestationId),
  ],
);

/** Which attestations give a reason. */
export const attestationReasons = pgTable(
  "attestation_reasons",
  {
    code: text("code").notNull(),
    receivedAt: moment("received_at").notNull(),
    attestationId: uuid("attestation_id").notNull(),
  },
  (table) => [
    // The history of one reason.
    index("attestation_reasons_history").on(table.code, table.receivedAt, table.attestationId),
  ],
);

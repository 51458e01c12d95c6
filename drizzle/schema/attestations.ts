import { sql } from "drizzle-orm";
import {
  boolean,
  doublePrecision,
  foreignKey,
  index,
  integer,
  json,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  uuid,
} from "drizzle-orm/pg-core";
import { EVIDENCE_TYPES } from "../../lib/rats/evidence-type";
import { TCB_STATUSES } from "../../lib/rats/tcb-status";
import { ASSURANCES, VERDICTS } from "../../lib/rats/verdict";
import { bytea, moment, organizationId } from "./column-types";

/** Of the counters. */
export const verdict = pgEnum("verdict", VERDICTS);
export const evidenceType = pgEnum("evidence_type", EVIDENCE_TYPES);

/**
 * Append-only: triggers of the first migration refuse UPDATE, DELETE and TRUNCATE.
 *
 * `request`, `result` and `endorsements` are `json`, not `jsonb`: they are written and read whole, `json` keeps the
 * order of their members, and it takes U+0000, which a certificate may carry and `jsonb` refuses.
 *
 * The enumerations are text: under row-level security an index is used for leakproof comparisons only, and that of an
 * enum type is not.
 */
export const attestations = pgTable(
  "attestations",
  {
    id: uuid("id").notNull(),
    organizationId: organizationId(),
    receivedAt: moment("received_at").notNull(),
    verdict: text("verdict", { enum: VERDICTS }).notNull(),
    evidenceType: text("evidence_type", { enum: EVIDENCE_TYPES }).notNull(),
    assurance: text("assurance", { enum: ASSURANCES }).notNull(),
    simulated: boolean("simulated").notNull(),
    claimsVerified: boolean("claims_verified").notNull(),
    tcbStatus: text("tcb_status", { enum: TCB_STATUSES }),
    fmspc: text("fmspc"),
    policyName: text("policy_name").notNull(),
    evidenceSha256: bytea("evidence_sha256").notNull(),
    evidenceSize: integer("evidence_size").notNull(),
    measurementName: text("measurement_name"),
    measurementValue: text("measurement_value"),
    reasonCodes: text("reason_codes").array().notNull(),
    verifiedAt: moment("verified_at").notNull(),
    totalMs: doublePrecision("total_ms").notNull(),
    reverifies: uuid("reverifies"),
    /** The parts of composite evidence, as a row of the history names them. */
    submodules: json("submodules")
      .notNull()
      .default(sql`'[]'`),
    request: json("request").notNull(),
    result: json("result").notNull(),
    endorsements: json("endorsements").notNull(),
  },
  (table) => [
    // With the organization, so that neither key tells whether another one has an id.
    primaryKey({ columns: [table.organizationId, table.id] }),
    foreignKey({
      name: "attestations_reverifies",
      columns: [table.organizationId, table.reverifies],
      foreignColumns: [table.organizationId, table.id],
    }),
    // The history and its neighbours: ORDER BY received_at DESC, id DESC.
    index("attestations_history").on(table.organizationId, table.receivedAt, table.id),
    // The history of one verdict; the latest failures of the overview.
    index("attestations_by_verdict").on(
      table.organizationId,
      table.verdict,
      table.receivedAt,
      table.id,
    ),
    // The history of one kind of evidence.
    index("attestations_by_evidence_type").on(
      table.organizationId,
      table.evidenceType,
      table.receivedAt,
      table.id,
    ),
    // The history of one patch level.
    index("attestations_by_tcb_status")
      .on(table.organizationId, table.tcbStatus, table.receivedAt, table.id)
      .where(sql`${table.tcbStatus} is not null`),
    // The history of one platform family.
    index("attestations_by_fmspc")
      .on(table.organizationId, table.fmspc, table.receivedAt, table.id)
      .where(sql`${table.fmspc} is not null`),
    // Later judgements of one attestation.
    index("attestations_by_reverifies")
      .on(table.organizationId, table.reverifies, table.receivedAt)
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
    organizationId: organizationId(),
    digest: bytea("digest").notNull(),
    /** `evidence`, `report-data`, or the name of a measurement. */
    name: text("name").notNull(),
    receivedAt: moment("received_at").notNull(),
    attestationId: uuid("attestation_id").notNull(),
  },
  (table) => [
    // The history of one digest; distinct digests by their first digits.
    index("attestation_digests_history").on(
      table.organizationId,
      table.digest,
      table.receivedAt,
      table.attestationId,
    ),
  ],
);

/** Which attestations give a reason. */
export const attestationReasons = pgTable(
  "attestation_reasons",
  {
    organizationId: organizationId(),
    code: text("code").notNull(),
    receivedAt: moment("received_at").notNull(),
    attestationId: uuid("attestation_id").notNull(),
  },
  (table) => [
    // The history of one reason.
    index("attestation_reasons_history").on(
      table.organizationId,
      table.code,
      table.receivedAt,
      table.attestationId,
    ),
  ],
);

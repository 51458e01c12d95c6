import type { AuditEvent } from "@/lib/audit/audit-event";
import type { AttestationResult } from "@/lib/rats/attestation-result";
import type { NewAttestation } from "./attestation-record";
import { appendAuditEvents } from "./audit";
import type { Database } from "./database";
import { findIdempotent } from "./idempotency";
import { inOrganization, type OrganizationDb } from "./organization-db";
import { submoduleItems } from "./submodule-items";
import { arrayText, byteaText, momentText, plainText } from "./sql-text";

/** What became of one new attestation; only an `IdempotencyClaim` can lead to the other two. */
export type InsertOutcome =
  | { readonly outcome: "stored" }
  /** The key has been used for the same request: this is the attestation that it made. */
  | { readonly outcome: "replayed"; readonly attestationId: string }
  /** The key has been used for another request. Nothing is stored. */
  | { readonly outcome: "conflict" };

/** An attestation and its row in the audit trail; neither is kept without the other. */
export interface NewEntry {
  readonly record: NewAttestation;
  readonly event: AuditEvent;
}

const DEADLOCK_DETECTED = "40P01";
const MAX_TRIES = 4;

/**
 * Keeps attestations of one organization, all or none; outcomes in the order given. Once it resolves they survive a
 * crash of the process. It has a transaction of its own, which a deadlock may make it run again.
 */
export async function insertAttestations(
  database: Database,
  organizationId: string,
  entries: readonly NewEntry[],
): Promise<readonly InsertOutcome[]> {
  if (entries.length === 0) return [];
  const { counterShards, knownContents } = database;
  const contents = contentsToWrite(entries, (sha256) => knownContents.has(organizationId, sha256));
  const outcomes = await withDeadlockRetry(() =>
    counterShards.use(organizationId, (shard) =>
      inOrganization(database, organizationId, (organization) =>
        insertOnce(organization, { entries, contents, shard }),
      ),
    ),
  );
  for (const sha256 of contents.keys()) knownContents.add(organizationId, sha256);
  return outcomes;
}

async function insertOnce(
  organization: OrganizationDb,
  input: InsertInput,
): Promise<readonly InsertOutcome[]> {
  const stored = await insertWithEvents(organization, input);
  const rest = input.entries.filter(({ record }) => !stored.has(record.id));
  if (rest.length === 0) return input.entries.map(() => ({ outcome: "stored" }));

  const claims = rest.map(({ record }) => {
    if (record.idempotency === undefined) throw new Error(`attestation ${record.id} was not kept`);
    return record.idempotency;
  });
  const states = await findIdempotent(organization, claims);
  const outcomes = new Map<string, InsertOutcome>();
  for (const [index, { record }] of rest.entries()) {
    const state = states[index];
    if (state === undefined || state.state === "unused") throw new Error("a claimed key is gone");
    outcomes.set(
      record.id,
      state.state === "conflict"
        ? { outcome: "conflict" }
        : { outcome: "replayed", attestationId: state.attestationId },
    );
  }
  return input.entries.map(({ record }) => outcomes.get(record.id) ?? { outcome: "stored" });
}

/** Answers the ids that were kept. */
async function insertWithEvents(
  organization: OrganizationDb,
  input: InsertInput,
): Promise<ReadonlySet<string>> {
  const { entries } = input;
  const inserting = insertRows(organization, input);
  if (entries.every(({ record }) => record.idempotency === undefined)) {
    // Every record will be kept, so both statements travel together.
    const events = entries.map(({ event }) => event);
    const [stored] = await Promise.all([inserting, appendAuditEvents(organization, events)]);
    return stored;
  }
  const stored = await inserting;
  const kept = entries.filter(({ record }) => stored.has(record.id));
  await appendAuditEvents(
    organization,
    kept.map(({ event }) => event),
  );
  return stored;
}

function contentsToWrite(
  entries: readonly NewEntry[],
  isKnown: (sha256: string) => boolean,
): ReadonlyMap<string, Uint8Array> {
  const bodies = new Map<string, Uint8Array>();
  for (const { record } of entries) {
    const evidenceSha256 = evidenceDigestHex(record);
    if (!isKnown(evidenceSha256)) bodies.set(evidenceSha256, record.evidence);
    for (const { sha256, body } of record.contents) if (!isKnown(sha256)) bodies.set(sha256, body);
  }
  return bodies;
}

interface InsertInput {
  readonly entries: readonly NewEntry[];
  readonly contents: ReadonlyMap<string, Uint8Array>;
  readonly shard: number;
}

/**
 * Everything but the trail in one statement; answers the ids that were kept. Rows that other writers may want too are taken in a fixed
 * order (keys, contents by digest, counters by key), which leaves little room for a deadlock.
 */
async function insertRows(
  { sql, organizationId }: OrganizationDb,
  { entries, contents, shard }: InsertInput,
): Promise<ReadonlySet<string>> {
  const records = entries.map(({ record }) => record);
  const owner = sql`${organizationId}::uuid`;
  const rows = attestationColumns(records);
  const digests = digestColumns(records);
  const reasons = reasonColumns(records);
  const claims = records.filter(({ idempotency }) => idempotency !== undefined);

  // Without keys every record is kept; the condition and its table then stay out of the statement.
  const claimed =
    claims.length === 0
      ? sql``
      : sql`claimed as (
          insert into idempotency_keys
            (organization_id, operation, key, request_sha256, attestation_id, created_at)
          select ${owner}, c.operation, c.key, c.request_sha256, c.attestation_id, c.created_at
          from unnest(
            ${arrayText(claims.map(({ idempotency }) => idempotency?.operation ?? ""))}::text[],
            ${arrayText(claims.map(({ idempotency }) => idempotency?.key ?? ""))}::text[],
            ${arrayText(claims.map(({ idempotency }) => `\\x${idempotency?.requestSha256 ?? ""}`))}::bytea[],
            ${arrayText(claims.map(({ id }) => id))}::uuid[],
            ${arrayText(claims.map(({ receivedAt }) => momentText(receivedAt)))}::timestamptz[]
          ) as c (operation, key, request_sha256, attestation_id, created_at)
          order by c.operation, c.key
          on conflict do nothing
          returning attestation_id
        ), claimants as (select unnest(${arrayText(claims.map(({ id }) => id))}::uuid[]) as id),
        refused as (select id from claimants where id not in (select attestation_id from claimed)),`;
  const isKept = (column: string) =>
    claims.length === 0 ? sql`` : sql`where ${sql(column)} not in (select id from refused)`;

  const stored = await sql<{ id: string }[]>`
    with ${claimed}
    kept_contents as (
      insert into contents (organization_id, sha256, body)
      select ${owner}, c.sha256, c.body
      from unnest(
        ${arrayText([...contents.keys()].map((sha256) => `\\x${sha256}`))}::bytea[],
        ${arrayText([...contents.values()].map(byteaText))}::bytea[]
      ) as c (sha256, body)
      order by c.sha256
      on conflict do nothing
    ), given as (
      select * from unnest(
        ${rows.id}::uuid[], ${rows.receivedAt}::timestamptz[], ${rows.verdict}::text[],
        ${rows.evidenceType}::text[], ${rows.assurance}::text[],
        ${rows.simulated}::boolean[], ${rows.claimsVerified}::boolean[],
        ${rows.tcbStatus}::text[], ${rows.fmspc}::text[], ${rows.policyName}::text[],
        ${rows.evidenceSha256}::bytea[], ${rows.evidenceSize}::integer[],
        ${rows.measurementName}::text[], ${rows.measurementValue}::text[],
        ${rows.reasonCodes}::text[], ${rows.verifiedAt}::timestamptz[],
        ${rows.totalMs}::double precision[], ${rows.submodules}::text[], ${rows.reverifies}::uuid[],
        ${rows.request}::text[], ${rows.result}::text[], ${rows.endorsements}::text[]
      ) as r (
        id, received_at, verdict, evidence_type, assurance, simulated, claims_verified, tcb_status,
        fmspc, policy_name, evidence_sha256, evidence_size, measurement_name, measurement_value,
        reason_codes, verified_at, total_ms, submodules, reverifies, request, result, endorsements
      ) ${isKept("id")}
    ), kept as (
      insert into attestations (
        organization_id, id, received_at, verdict, evidence_type, assurance, simulated, claims_verified, tcb_status,
        fmspc, policy_name, evidence_sha256, evidence_size, measurement_name, measurement_value,
        reason_codes, verified_at, total_ms, submodules, reverifies, request, result, endorsements
      )
      select
        ${owner}, id, received_at, verdict, evidence_type, assurance, simulated,
        claims_verified, tcb_status, fmspc, policy_name, evidence_sha256, evidence_size,
        measurement_name, measurement_value, reason_codes::text[], verified_at, total_ms, submodules::json, reverifies, request::json,
        result::json, endorsements::json
      from given
      returning id
    ), kept_digests as (
      insert into attestation_digests
        (organization_id, attestation_id, received_at, name, digest)
      select ${owner}, d.attestation_id, d.received_at, d.name, d.digest
      from unnest(
        ${digests.attestationId}::uuid[], ${digests.receivedAt}::timestamptz[],
        ${digests.name}::text[], ${digests.digest}::bytea[]
      ) as d (attestation_id, received_at, name, digest) ${isKept("attestation_id")}
    ), given_reasons as (
      select * from unnest(
        ${reasons.attestationId}::uuid[], ${reasons.receivedAt}::timestamptz[],
        ${reasons.code}::text[]
      ) as r (attestation_id, received_at, code) ${isKept("attestation_id")}
    ), kept_reasons as (
      insert into attestation_reasons (organization_id, attestation_id, received_at, code)
      select ${owner}, attestation_id, received_at, code from given_reasons
    ), counted_verdicts as (
      insert into verdict_counters as counter
        (organization_id, hour, verdict, evidence_type, shard, count)
      select ${owner}, date_trunc('hour', received_at, 'UTC') as hour, verdict::verdict,
        evidence_type::evidence_type, ${shard}::smallint, count(*)
      from given group by 2, 3, 4 order by 2, 3, 4
      on conflict (organization_id, hour, verdict, evidence_type, shard)
      do update set count = counter.count + excluded.count
    ), counted_reasons as (
      insert into reason_counters as counter (organization_id, hour, code, shard, count)
      select ${owner}, date_trunc('hour', received_at, 'UTC') as hour, code,
        ${shard}::smallint, count(*)
      from given_reasons group by 2, 3 order by 2, 3
      on conflict (organization_id, hour, code, shard)
      do update set count = counter.count + excluded.count
    )
    select id from kept`;
  return new Set(stored.map(({ id }) => id));
}

function attestationColumns(records: readonly NewAttestation[]) {
  const column = (value: (record: NewAttestation) => string | null) =>
    arrayText(records.map(value));
  return {
    id: column(({ id }) => id),
    receivedAt: column(({ receivedAt }) => momentText(receivedAt)),
    verdict: column(({ result }) => result.verdict),
    evidenceType: column(({ result }) => result.evidenceType),
    assurance: column(({ result }) => result.assurance),
    simulated: column(({ result }) => String(result.simulated)),
    claimsVerified: column(({ result }) => String(result.claimsVerified)),
    tcbStatus: column(({ result }) => result.tcb?.status ?? null),
    fmspc: column(({ result }) => {
      const fmspc = result.claims?.hardware.fmspc;
      return fmspc === undefined ? null : plainText(fmspc);
    }),
    policyName: column(({ result }) => plainText(result.policy.name)),
    evidenceSha256: column((record) => `\\x${evidenceDigestHex(record)}`),
    evidenceSize: column(({ evidence }) => String(evidence.length)),
    measurementName: column(({ measurement }) => measurement?.name ?? null),
    measurementValue: column(({ measurement }) => measurement?.value ?? null),
    // An array of arrays would have to be rectangular: each list travels as the text of an array.
    reasonCodes: column((record) => arrayText(reasonCodes(record))),
    verifiedAt: column(({ result }) => momentText(new Date(result.verifiedAt))),
    totalMs: column(({ result }) => String(result.timings.totalMs)),
    submodules: column(({ result }) => JSON.stringify(submoduleItems(result))),
    reverifies: column(({ reverifies }) => reverifies),
    request: column(({ request }) => JSON.stringify(request)),
    result: column(({ result }) => JSON.stringify(result)),
    endorsements: column(({ endorsements }) => JSON.stringify(endorsements)),
  };
}

function digestColumns(records: readonly NewAttestation[]) {
  const rows = records.flatMap((record) =>
    namedDigests(record).map(([name, digest]) => ({ record, name, digest })),
  );
  return {
    attestationId: arrayText(rows.map(({ record }) => record.id)),
    receivedAt: arrayText(rows.map(({ record }) => momentText(record.receivedAt))),
    name: arrayText(rows.map(({ name }) => plainText(name))),
    digest: arrayText(rows.map(({ digest }) => `\\x${digest}`)),
  };
}

function reasonColumns(records: readonly NewAttestation[]) {
  const rows = records.flatMap((record) => reasonCodes(record).map((code) => ({ record, code })));
  return {
    attestationId: arrayText(rows.map(({ record }) => record.id)),
    receivedAt: arrayText(rows.map(({ record }) => momentText(record.receivedAt))),
    code: arrayText(rows.map(({ code }) => code)),
  };
}

/** Each code once, in the order of the result. */
function reasonCodes({ result }: NewAttestation): readonly string[] {
  return [...new Set(result.reasons.map(({ code }) => code))];
}

/** Measurements and report data whose bytes are not all zero, and the evidence. */
function namedDigests(record: NewAttestation): readonly (readonly [string, string])[] {
  const claimed = claimedValues(record.result);
  const named = claimed.filter(
    (entry): entry is [string, string] =>
      entry[1] !== null && /^(?:[0-9a-f]{2})+$/.test(entry[1]) && /[1-9a-f]/.test(entry[1]),
  );
  return [["evidence", evidenceDigestHex(record)], ...named];
}

/** Those of the parts too: whoever knows only the guest's measurement finds the machine that carries it. */
function claimedValues({
  claims,
  submodules,
}: Pick<AttestationResult, "claims" | "submodules">): (readonly [string, string | null])[] {
  return [
    ...Object.entries(claims?.measurements ?? {}),
    ["report-data", claims?.reportData ?? null],
    ...submodules.flatMap(claimedValues),
  ];
}

function evidenceDigestHex({ result }: NewAttestation): string {
  return result.evidenceDigest.slice("sha256:".length);
}

/** The whole statement is undone by a deadlock, so it may be sent again. */
async function withDeadlockRetry<T>(run: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await run();
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code !== DEADLOCK_DETECTED || tries === MAX_TRIES) throw error;
    }
  }
}

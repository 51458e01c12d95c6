import type { AttestationResult } from "@/lib/rats/attestation-result";
import type { NewAttestation } from "./attestation-record";
import type { Database } from "./database";
import { findIdempotent } from "./idempotency";
import { submoduleItems } from "./submodule-items";
import { arrayText, byteaText, momentText, plainText } from "./sql-text";

/** What became of one new attestation; only an `IdempotencyClaim` can lead to the other two. */
export type InsertOutcome =
  | { readonly outcome: "stored" }
  /** The key has been used for the same request: this is the attestation that it made. */
  | { readonly outcome: "replayed"; readonly attestationId: string }
  /** The key has been used for another request. Nothing is stored. */
  | { readonly outcome: "conflict" };

const DEADLOCK_DETECTED = "40P01";
const MAX_TRIES = 4;

/**
 * Keeps attestations, all or none, in one statement; outcomes in the order given. Once it resolves they survive a crash
 * of the process.
 */
export async function insertAttestations(
  database: Database,
  records: readonly NewAttestation[],
): Promise<readonly InsertOutcome[]> {
  if (records.length === 0) return [];
  const contents = contentsToWrite(database, records);
  const stored = await withDeadlockRetry(() =>
    database.counterShards.use((shard) => insertOnce(database, { records, contents, shard })),
  );
  for (const sha256 of contents.keys()) database.knownContents.set(sha256, true);

  const rest = records.filter(({ id }) => !stored.has(id));
  if (rest.length === 0) return records.map(() => ({ outcome: "stored" }));
  const claims = rest.map((record) => {
    if (record.idempotency === undefined) throw new Error(`attestation ${record.id} was not kept`);
    return record.idempotency;
  });
  const states = await findIdempotent(database, claims);
  const outcomes = new Map<string, InsertOutcome>();
  for (const [index, { id }] of rest.entries()) {
    const state = states[index];
    if (state === undefined || state.state === "unused") throw new Error("a claimed key is gone");
    outcomes.set(
      id,
      state.state === "conflict"
        ? { outcome: "conflict" }
        : { outcome: "replayed", attestationId: state.attestationId },
    );
  }
  return records.map(({ id }) => outcomes.get(id) ?? { outcome: "stored" });
}

function contentsToWrite(
  database: Database,
  records: readonly NewAttestation[],
): ReadonlyMap<string, Uint8Array> {
  const { knownContents: known } = database;
  const bodies = new Map<string, Uint8Array>();
  for (const record of records) {
    const evidenceSha256 = evidenceDigestHex(record);
    if (!known.get(evidenceSha256)) bodies.set(evidenceSha256, record.evidence);
    for (const { sha256, body } of record.contents)
      if (!known.get(sha256)) bodies.set(sha256, body);
  }
  return bodies;
}

interface InsertInput {
  readonly records: readonly NewAttestation[];
  readonly contents: ReadonlyMap<string, Uint8Array>;
  readonly shard: number;
}

/**
 * One statement, so one round trip and one transaction. Rows that other writers may want too are taken in a fixed
 * order (keys, contents by digest, counters by key), which leaves little room for a deadlock.
 */
async function insertOnce(
  database: Database,
  { records, contents, shard }: InsertInput,
): Promise<ReadonlySet<string>> {
  const { sql } = database;
  const rows = attestationColumns(records);
  const digests = digestColumns(records);
  const reasons = reasonColumns(records);
  const claims = records.filter(({ idempotency }) => idempotency !== undefined);

  // Without keys every record is kept; the condition and its table then stay out of the statement.
  const claimed =
    claims.length === 0
      ? sql``
      : sql`claimed as (
          insert into idempotency_keys (operation, key, request_sha256, attestation_id, created_at)
          select c.operation, c.key, c.request_sha256, c.attestation_id, c.created_at
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
      insert into contents (sha256, body)
      select c.sha256, c.body
      from unnest(
        ${arrayText([...contents.keys()].map((sha256) => `\\x${sha256}`))}::bytea[],
        ${arrayText([...contents.values()].map(byteaText))}::bytea[]
      ) as c (sha256, body)
      order by c.sha256
      on conflict do nothing
    ), given as (
      select * from unnest(
        ${rows.id}::uuid[], ${rows.receivedAt}::timestamptz[], ${rows.verdict}::verdict[],
        ${rows.evidenceType}::evidence_type[], ${rows.assurance}::assurance[],
        ${rows.simulated}::boolean[], ${rows.claimsVerified}::boolean[],
        ${rows.tcbStatus}::tcb_status[], ${rows.fmspc}::text[], ${rows.policyName}::text[],
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
        id, received_at, verdict, evidence_type, assurance, simulated, claims_verified, tcb_status,
        fmspc, policy_name, evidence_sha256, evidence_size, measurement_name, measurement_value,
        reason_codes, verified_at, total_ms, submodules, reverifies, request, result, endorsements
      )
      select
        id, received_at, verdict, evidence_type, assurance, simulated, claims_verified, tcb_status,
        fmspc, policy_name, evidence_sha256, evidence_size, measurement_name, measurement_value,
        reason_codes::text[], verified_at, total_ms, submodules::json, reverifies, request::json,
        result::json, endorsements::json
      from given
      returning id, received_at, verdict, evidence_type
    ), kept_digests as (
      insert into attestation_digests (attestation_id, received_at, name, digest)
      select d.attestation_id, d.received_at, d.name, d.digest
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
      insert into attestation_reasons (attestation_id, received_at, code)
      select attestation_id, received_at, code from given_reasons
    ), counted_verdicts as (
      insert into verdict_counters as counter (hour, verdict, evidence_type, shard, count)
      select date_trunc('hour', received_at, 'UTC') as hour, verdict, evidence_type,
        ${shard}::smallint, count(*)
      from given group by 1, 2, 3 order by 1, 2, 3
      on conflict (hour, verdict, evidence_type, shard)
      do update set count = counter.count + excluded.count
    ), counted_reasons as (
      insert into reason_counters as counter (hour, code, shard, count)
      select date_trunc('hour', received_at, 'UTC') as hour, code, ${shard}::smallint, count(*)
      from given_reasons group by 1, 2 order by 1, 2
      on conflict (hour, code, shard) do update set count = counter.count + excluded.count
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

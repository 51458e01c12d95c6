import type postgres from "postgres";

/** Newest first when read: the last of them was received at this moment. */
export const SEEDED_UNTIL = new Date("2026-06-30T23:59:00Z");
const SPREAD_DAYS = 30;
/** Submissions that follow each other share a shard of the counters; two, as two servers would use. */
const SHARDS = 2;
/** Different workloads; each of them has its share of all attestations. */
export const WORKLOADS = 500;

/**
 * Attestations of the first organization, made by the database itself, through the real schema with all of its indexes: verdicts in a usual
 * mixture, spread evenly over 30 days. The result documents are small (about 1 kB): a million real ones of 20 kB would
 * measure the disk and not the queries. `sql` is connected as the owner of the tables.
 */
export async function seedAttestations(sql: postgres.Sql, count: number): Promise<void> {
  await sql.unsafe(`
    create temporary table seeded as
    select
      home_organization() as owner,
      (substr(ms, 1, 8) || '-' || substr(ms, 9, 4) || '-7' || substr(noise, 1, 3) || '-8' || substr(noise, 4, 3)
        || '-' || substr(noise, 7, 12))::uuid as id,
      at as received_at, n, noise,
      (case when n % 100 < 70 then 'affirming' when n % 100 < 90 then 'warning'
        when n % 100 < 98 then 'contraindicated' else 'indeterminate' end) as verdict,
      (case when n % 3 = 0 then 'intel-sgx-quote' else 'intel-tdx-quote' end) as evidence_type,
      case when n % 100 < 70 then null when n % 100 < 90 then 'TCB_STATUS_TOLERATED'
        when n % 100 < 98 then 'QUOTE_SIGNATURE_INVALID' else 'COLLATERAL_UNAVAILABLE' end as code,
      sha256(('workload ' || n % ${WORKLOADS})::bytea) as measurement
    from (
      select n, md5(n::text) as noise, at,
        lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') as ms
      from (
        select n, date_trunc('milliseconds', '${SEEDED_UNTIL.toISOString()}'::timestamptz
          - (${count} - n) * interval '${SPREAD_DAYS} days' / ${count}) as at
        from generate_series(1, ${count}) as n
      ) as placed
    ) as named;

    insert into attestations (
      organization_id, id, received_at, verdict, evidence_type, assurance, simulated, claims_verified,
      tcb_status, fmspc, policy_name, evidence_sha256, evidence_size, measurement_name,
      measurement_value, reason_codes, verified_at, total_ms, reverifies, request, result, endorsements
    ) select
      owner, id, received_at, verdict, evidence_type, 'hardware', false, true,
      (case when verdict = 'indeterminate' then null when n % 100 < 70 then 'UpToDate' else 'SWHardeningNeeded' end),
      lpad(to_hex(n % 20), 12, '0'), 'moderate', sha256(('evidence ' || n)::bytea), 5006,
      'mrtd', encode(measurement, 'hex'),
      case when code is null then '{}'::text[] else array[code] end,
      received_at, 0.4, null, '{"policy":"moderate"}',
      json_build_object('verdict', verdict, 'summary', 'seeded for the bench', 'noise', repeat(noise, 24)),
      '[]'
    from seeded order by received_at;

    insert into attestation_digests (organization_id, digest, name, received_at, attestation_id)
      select owner, measurement, 'mrtd', received_at, id from seeded
      union all select owner, sha256(('evidence ' || n)::bytea), 'evidence', received_at, id from seeded
      union all select owner, sha512(('report data ' || n)::bytea), 'report-data', received_at, id
        from seeded;

    insert into attestation_reasons (organization_id, code, received_at, attestation_id)
      select owner, code, received_at, id from seeded where code is not null;

    insert into verdict_counters (organization_id, hour, verdict, evidence_type, shard, count)
      select owner, date_trunc('hour', received_at), verdict::verdict, evidence_type::evidence_type,
        n % ${SHARDS}, count(*)
      from seeded group by 1, 2, 3, 4, 5;
    insert into reason_counters (organization_id, hour, code, shard, count)
      select owner, date_trunc('hour', received_at), code, n % ${SHARDS}, count(*)
      from seeded where code is not null group by 1, 2, 3, 4;
    drop table seeded;
  `);
  // A server does these by itself within minutes: a recurring job the one, autovacuum the other.
  await sql.unsafe("select fold_counters()");
  await sql.unsafe("vacuum (analyze)");
}

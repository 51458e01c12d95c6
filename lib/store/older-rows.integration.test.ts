import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AttestationFilter } from "@/lib/contract/attestations";
import { findAttestation, findReverifications, listAttestations } from "./attestations";
import { readContents } from "./contents";
import { type Database, openDatabase } from "./database";
import { findIdempotent } from "./idempotency";
import { countAttestations, countOutside, countReasons } from "./overview";
import { searchAttestations } from "./search";
import { asOwner } from "./testing/as-owner";
import { testDatabases, type TestPlace } from "./testing/databases";
import { makeOlder } from "./testing/older-database";
import { homeOf, insertTestOrganization, type TestOrganization } from "./testing/test-organization";

const BEFORE_COMPOSITE = 3;
const NOON = "2026-03-01T12:00:00Z";
const MEASUREMENT = "ab".repeat(48);

/** Rows of that time in every table that a later migration has touched. */
const rows = [
  oldRow(1, { claimsVerified: true, reverifies: "null" }),
  oldRow(2, { claimsVerified: false, reverifies: `'${idOf(1)}'` }),
  `insert into attestation_digests values ('\\x${MEASUREMENT}', 'mrtd', '${NOON}', '${idOf(1)}')`,
  `insert into attestation_reasons values ('TCB_STATUS_TOLERATED', '${NOON}', '${idOf(1)}')`,
  `insert into contents values ('\\x01', '\\x0102')`,
  `insert into verdict_counters values ('${NOON}', 'affirming', 'intel-tdx-quote', 0, 2)`,
  `insert into reason_counters values ('${NOON}', 'TCB_STATUS_TOLERATED', 0, 1)`,
  `insert into idempotency_keys
    values ('attestations.create', 'old', '\\x${"cd".repeat(32)}', '${idOf(1)}', '${NOON}')`,
];

describe.each(testDatabases)("rows from before composite evidence, on $name", ({ create }) => {
  let place: TestPlace;
  let database: Database;
  let home: TestOrganization;
  beforeAll(async () => {
    place = await create();
    await makeOlder(place, { migrations: BEFORE_COMPOSITE, rows });
    database = await openDatabase(place.options);
    home = await homeOf(database);
  });
  afterAll(async () => {
    await database.close();
    await place.remove();
  });

  const list = async (organization: TestOrganization, filter: AttestationFilter) => {
    const page = { limit: 10, cursor: null, direction: "older" } as const;
    const { items } = await organization.ask((own) => listAttestations(own, filter, page));
    return items.map(({ id }) => id);
  };

  it("say what their result says, and that there are no parts", async () => {
    for (const [number, claimsVerified] of [
      [1, true],
      [2, false],
    ] as const) {
      const found = await home.ask((own) => findAttestation(own, idOf(number)));
      expect(found).toMatchObject({ claimsVerified, submodules: [], result: { submodules: [] } });
    }
  });

  it("belong to the first organization, however they are asked for", async () => {
    expect(await list(home, {})).toEqual([idOf(2), idOf(1)]);
    expect(await list(home, { verdict: "affirming" })).toEqual([idOf(2), idOf(1)]);
    expect(await list(home, { tcbStatus: "UpToDate" })).toEqual([idOf(2), idOf(1)]);
    expect(await list(home, { measurement: MEASUREMENT })).toEqual([idOf(1)]);
    expect(await list(home, { reasonCode: "TCB_STATUS_TOLERATED" })).toEqual([idOf(1)]);
    const again = await home.ask((own) => findReverifications(own, idOf(1)));
    expect(again.map(({ id }) => id)).toEqual([idOf(2)]);
    const hits = await home.ask((own) => searchAttestations(own, "abab", 5));
    expect(hits).toMatchObject([{ value: MEASUREMENT, attestationId: idOf(1) }]);
    const bodies = await home.ask((own) => readContents(own, ["01"]));
    expect(bodies.get("01")).toEqual(Uint8Array.of(1, 2));
    const window = { from: new Date(NOON), to: new Date("2026-03-01T13:00:00Z") };
    const counted = await home.ask((own) =>
      countAttestations(own, { ...window, bucketSeconds: 3600 }),
    );
    expect(counted.buckets).toMatchObject([{ affirming: 2 }]);
    expect(await home.ask((own) => countReasons(own, window, 5))).toEqual([
      { code: "TCB_STATUS_TOLERATED", count: 1 },
    ]);
    const { to } = window;
    expect(await home.ask((own) => countOutside(own, { from: to, to }))).toBe(2);
    const claim = { operation: "attestations.create", key: "old", requestSha256: "cd".repeat(32) };
    expect(await home.ask((own) => findIdempotent(own, [claim]))).toEqual([
      { state: "replayed", attestationId: idOf(1) },
    ]);
  });

  it("are not there for another organization", async () => {
    const other = await insertTestOrganization(database);
    expect(await list(other, {})).toEqual([]);
    expect(await other.ask((own) => findAttestation(own, idOf(1)))).toBeNull();
    const never = new Date(0);
    expect(await other.ask((own) => countOutside(own, { from: never, to: never }))).toBe(0);
  });

  it("can't be changed, as before", async () => {
    const changing = asOwner(database, (sql) => sql`update attestations set simulated = true`);
    await expect(changing).rejects.toMatchObject({ code: "23001" });
  });
});

function idOf(number: number): string {
  return `01970000-0000-7000-8000-00000000000${number}`;
}

/** U+0000 in the result: a certificate may carry it, and json's own operators refuse it. */
function oldRow(number: number, row: { claimsVerified: boolean; reverifies: string }): string {
  const result = `{"subject":"\\u0000","claimsVerified":${row.claimsVerified},"tcb":null}`;
  return `insert into attestations values ('${idOf(number)}', '${NOON}', 'affirming',
    'intel-tdx-quote', 'hardware', false, 'UpToDate', null, 'strict', '\\x00', 1, null, null, '{}',
    '${NOON}', 1, ${row.reverifies}, '{}', '${result}', '[]')`;
}

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AttestationFilter } from "@/lib/contract/attestations";
import type { NewAttestation } from "./attestation-record";
import {
  findAttestation,
  findNeighbours,
  findReverifications,
  listAttestations,
  newAttestationId,
} from "./attestations";
import { readContents } from "./contents";
import type { Cursor } from "./cursor";
import type { Database } from "./database";
import { countAttestations, countOutside, countReasons, latestFailures } from "./overview";
import { searchAttestations } from "./search";
import { asOwner } from "./testing/as-owner";
import { testDatabases } from "./testing/databases";
import { sampleAttestation, type SampleOptions } from "./testing/sample-attestation";
import { homeOf, type TestOrganization } from "./testing/test-organization";

const HOUR_MS = 3_600_000;
const noon = Date.parse("2026-03-01T12:00:00Z");
const mrtd = (byte: string) => ({ mrtd: byte.repeat(48) });

/** Nine attestations, a minute apart, oldest first; two share a moment, so that only their ids tell them apart. */
const samples: readonly SampleOptions[] = [
  { measurements: mrtd("a1") },
  { measurements: mrtd("a1"), evidenceType: "intel-sgx-quote", tcbStatus: "OutOfDate" },
  { verdict: "warning", reasonCodes: ["TCB_STATUS_TOLERATED"], tcbStatus: "OutOfDate" },
  {
    verdict: "contraindicated",
    reasonCodes: ["QUOTE_SIGNATURE_INVALID", "TCB_STATUS_TOLERATED"],
  },
  { measurements: mrtd("a2"), fmspc: "00906ed50000" },
  { verdict: "indeterminate", reasonCodes: ["COLLATERAL_UNAVAILABLE"] },
  { measurements: mrtd("a1"), reportData: "fe".repeat(64) },
  {
    verdict: "contraindicated",
    reasonCodes: ["QUOTE_SIGNATURE_INVALID"],
    measurements: mrtd("a1"),
  },
  { measurements: mrtd("b1"), reportData: "fe".repeat(64) },
];

describe.each(testDatabases)("the store on $name", ({ open }) => {
  let database: Database;
  let home: TestOrganization;
  let records: readonly NewAttestation[];

  beforeAll(async () => {
    database = await open();
    home = await homeOf(database);
    records = samples.map((options, index) =>
      sampleAttestation({ ...options, receivedAt: new Date(noon + Math.min(index, 7) * 60_000) }),
    );
    await home.insert(records);
  });
  afterAll(() => database.close());

  const idsOf = (numbers: readonly number[]) => numbers.map((number) => records[number]?.id);
  const list = async (filter: AttestationFilter, limit = 50) =>
    (
      await home.ask((own) =>
        listAttestations(own, filter, { limit, cursor: null, direction: "older" }),
      )
    ).items.map(({ id }) => id);

  it.each<[AttestationFilter, readonly number[]]>([
    [{}, [8, 7, 6, 5, 4, 3, 2, 1, 0]],
    [{ verdict: "contraindicated" }, [7, 3]],
    [{ evidenceType: "intel-sgx-quote" }, [1]],
    [{ tcbStatus: "OutOfDate" }, [2, 1]],
    [{ fmspc: "00906ED50000" }, [4]],
    [{ reasonCode: "TCB_STATUS_TOLERATED" }, [3, 2]],
    [{ reasonCode: "TCB_STATUS_TOLERATED", verdict: "warning" }, [2]],
    [{ measurement: "A1".repeat(48) }, [7, 6, 1, 0]],
    [{ measurement: "a1".repeat(48), reasonCode: "QUOTE_SIGNATURE_INVALID" }, [7]],
    [{ q: "a1a1a" }, [7, 6, 1, 0]],
    [{ q: "FEFE" }, [8, 6]],
    [{ q: "fefe", measurement: "b1".repeat(48) }, [8]],
    [{ q: "a2a2", verdict: "warning" }, []],
    [{ q: "a1a1", reasonCode: "QUOTE_SIGNATURE_INVALID", verdict: "contraindicated" }, [7]],
    [{ from: "0000-01-01T00:00:00Z", to: "0001-01-01T00:00:00Z" }, []],
    [{ from: "2026-03-01T12:02:00Z", to: "2026-03-01T12:04:00Z" }, [3, 2]],
    [
      { from: "2026-03-01T13:02:00+01:00", to: "2026-03-01T13:04:00+01:00", verdict: "warning" },
      [2],
    ],
  ])("finds what %o asks for, newest first", async (filter, expected) => {
    // The last two share a moment: the order of their ids decides.
    expect((await list(filter)).toSorted()).toEqual(idsOf(expected).toSorted());
    expect(await list(filter)).toEqual(newestFirst(records, expected));
  });

  it("finds evidence by the first digits of its digest", async () => {
    const digest = records[2]?.result.evidenceDigest ?? "";
    expect(await list({ q: digest.slice(0, "sha256:".length + 11) })).toEqual(idsOf([2]));
  });

  it.each<AttestationFilter>([
    {},
    { q: "a1a1" },
    { measurement: "a1".repeat(48) },
    { reasonCode: "TCB_STATUS_TOLERATED" },
  ])(
    "walks %o to the end and back, page by page, without a gap or a repetition",
    async (filter) => {
      const all = await list(filter);
      const older: string[] = [];
      let page = await home.ask((own) =>
        listAttestations(own, filter, {
          limit: 2,
          cursor: null,
          direction: "older",
        }),
      );
      expect(page.newer).toBeNull();
      for (;;) {
        older.push(...page.items.map(({ id }) => id));
        if (page.older === null) break;
        page = await home.ask((own) =>
          listAttestations(own, filter, {
            limit: 2,
            cursor: page.older,
            direction: "older",
          }),
        );
      }
      expect(older).toEqual(all);

      const newer: string[] = page.items.map(({ id }) => id);
      for (let cursor: Cursor | null = page.newer; cursor !== null; cursor = page.newer) {
        page = await home.ask((own) =>
          listAttestations(own, filter, { limit: 2, cursor, direction: "newer" }),
        );
        newer.unshift(...page.items.map(({ id }) => id));
      }
      expect(newer).toEqual(all);
    },
  );

  it("gives back what it was given", async () => {
    for (const record of records) {
      const found = await home.ask((own) => findAttestation(own, record.id));
      expect(found).toMatchObject({
        id: record.id,
        receivedAt: record.receivedAt,
        result: record.result,
        request: record.request,
        measurement: record.measurement,
        evidenceDigest: record.result.evidenceDigest,
        evidenceSize: record.evidence.length,
      });
    }
    expect(await home.ask((own) => findAttestation(own, newAttestationId()))).toBeNull();
  });

  it("keeps text that PostgreSQL can't hold in the document, and a readable form beside it", async () => {
    const record = sampleAttestation({
      policyName: 'a\0"\\{}\ud800,NULL',
      receivedAt: new Date(noon - HOUR_MS),
      verifiedAt: "0000-01-01T00:00:00Z",
    });
    await home.insert([record]);
    const found = await home.ask((own) => findAttestation(own, record.id));
    expect(found?.result.policy.name).toBe(record.result.policy.name);
    expect(found?.result.verifiedAt).toBe("0000-01-01T00:00:00Z");
    expect(found?.policyName).toBe('a\uFFFD"\\{}\uFFFD,NULL');
    expect(found?.verifiedAt.toISOString()).toBe("1000-01-01T00:00:00.000Z");
  });

  it("keeps each body once, byte for byte", async () => {
    const body = Uint8Array.from({ length: 256 }, (_byte, index) => index);
    const sha256 = "40aff2e9d2d8922e47afd4648e6967497158785fbd1da870e7110266bf944880"; // sha256sum of 00 01 … ff
    const used = {
      item: "intel.tcbInfo",
      label: "TCB Info",
      sha256,
      size: 256,
      origin: "request",
    } as const;
    const endorsements = [{ ...used, upstream: null, retrievedAt: null }];
    const write = () =>
      home.insert([
        sampleAttestation({ endorsements, contents: [{ sha256, body }], receivedAt: new Date(0) }),
      ]);
    await write();
    database.knownContents.clear();
    await write();
    const read = await home.ask((own) => readContents(own, [sha256, "00".repeat(32)]));
    expect([...read.keys()]).toEqual([sha256]);
    expect(read.get(sha256)).toEqual(body);
  });

  it("refuses to change or remove what is kept", async () => {
    for (const statement of [
      "update attestations set verdict = 'affirming'",
      "delete from attestations",
      "truncate attestations cascade",
      "delete from contents",
    ]) {
      // The application has no right to; whoever owns the tables is stopped by their triggers.
      await expect(database.sql.unsafe(statement)).rejects.toMatchObject({ code: "42501" });
      await expect(asOwner(database, (sql) => sql.unsafe(statement))).rejects.toMatchObject({
        code: "23001",
      });
    }
  });

  it("knows the neighbours of an attestation and its later judgements", async () => {
    const [first, second, third] = records;
    if (first === undefined || second === undefined || third === undefined)
      throw new Error("samples");
    expect(await home.ask((own) => findNeighbours(own, second))).toEqual({
      newerId: third.id,
      olderId: first.id,
    });

    const again = sampleAttestation({
      reverifies: first.id,
      receivedAt: new Date(noon - 2 * HOUR_MS),
    });
    await home.insert([again]);
    expect(await home.ask((own) => findReverifications(own, first.id))).toMatchObject([
      { id: again.id },
    ]);
    expect(await home.ask((own) => findReverifications(own, second.id))).toEqual([]);
  });

  it("searches by id and by the first digits of any digest", async () => {
    const id = records[3]?.id ?? "";
    expect(await home.ask((own) => searchAttestations(own, id, 5))).toMatchObject([
      { kind: "attestation", value: id, attestationId: id, verdict: "contraindicated" },
    ]);
    expect(await home.ask((own) => searchAttestations(own, "a1a1a1", 5))).toMatchObject([
      { kind: "measurement", name: "mrtd", value: "a1".repeat(48), attestationId: records[7]?.id },
    ]);
    expect(await home.ask((own) => searchAttestations(own, "fefe", 5))).toMatchObject([
      { kind: "report-data" },
    ]);
    const digest = (records[0]?.result.evidenceDigest ?? "").slice("sha256:".length);
    expect(
      await home.ask((own) => searchAttestations(own, `sha256:${digest.slice(0, 13)}`, 5)),
    ).toMatchObject([{ kind: "evidence", value: digest, attestationId: records[0]?.id }]);
    expect(await home.ask((own) => searchAttestations(own, "no hex", 5))).toEqual([]);
    expect(await home.ask((own) => searchAttestations(own, "0000", 5))).toEqual([]); // all-zero measurements are not indexed
  });

  it("counts verdicts, reasons and kinds by the hour", async () => {
    const window = { from: new Date(noon), to: new Date(noon + 2 * HOUR_MS) };
    expect(
      await home.ask((own) => countAttestations(own, { ...window, bucketSeconds: 3600 })),
    ).toEqual({
      buckets: [
        { start: window.from, affirming: 5, warning: 1, contraindicated: 2, indeterminate: 1 },
        {
          start: new Date(noon + HOUR_MS),
          affirming: 0,
          warning: 0,
          contraindicated: 0,
          indeterminate: 0,
        },
      ],
      evidenceTypes: [
        { evidenceType: "intel-tdx-quote", count: 8 },
        { evidenceType: "intel-sgx-quote", count: 1 },
      ],
    });
    expect(await home.ask((own) => countReasons(own, window, 2))).toEqual([
      { code: "QUOTE_SIGNATURE_INVALID", count: 2 },
      { code: "TCB_STATUS_TOLERATED", count: 2 },
    ]);
    expect((await home.ask((own) => latestFailures(own, 2))).map(({ id }) => id)).toEqual(
      idsOf([7, 5]),
    );
    const outside = (to: Date) => home.ask((own) => countOutside(own, { from: window.from, to }));
    expect((await outside(window.from)) - (await outside(window.to))).toBe(records.length);
  });
});

describe.each(testDatabases)("idempotency keys on $name", ({ open }) => {
  let database: Database;
  let home: TestOrganization;
  beforeAll(async () => {
    database = await open();
    home = await homeOf(database);
  });
  afterAll(() => database.close());

  const claim = (key: string, requestSha256 = "aa".repeat(32)) => ({
    operation: "attestations.create",
    key,
    requestSha256,
  });

  it("store one attestation for twenty concurrent calls with one key", async () => {
    const attempts = Array.from({ length: 20 }, () =>
      sampleAttestation({ idempotency: claim("race") }),
    );
    const outcomes = (await Promise.all(attempts.map((record) => home.insert([record])))).flat();
    const winner = attempts[outcomes.findIndex(({ outcome }) => outcome === "stored")];
    expect(outcomes.filter(({ outcome }) => outcome === "stored")).toHaveLength(1);
    for (const outcome of outcomes.filter(({ outcome }) => outcome !== "stored")) {
      expect(outcome).toEqual({ outcome: "replayed", attestationId: winner?.id });
    }
    const stored = await Promise.all(
      attempts.map(({ id }) => home.ask((own) => findAttestation(own, id))),
    );
    expect(stored.filter((found) => found !== null)).toHaveLength(1);
  });

  it("refuse another request under a used key, and let its neighbours in the call through", async () => {
    await home.insert([sampleAttestation({ idempotency: claim("used") })]);
    const other = sampleAttestation({
      idempotency: claim("used", "bb".repeat(32)),
      reasonCodes: ["TCB_STATUS_TOLERATED"],
      receivedAt: new Date(noon),
    });
    const neighbour = sampleAttestation({ receivedAt: new Date(noon) });
    expect(await home.insert([other, neighbour])).toEqual([
      { outcome: "conflict" },
      { outcome: "stored" },
    ]);
    expect(await home.ask((own) => findAttestation(own, other.id))).toBeNull();
    // Nothing of the refused one is left behind: no posting, no count.
    const window = { from: new Date(noon), to: new Date(noon + HOUR_MS) };
    expect(await home.ask((own) => countReasons(own, window, 5))).toEqual([]);
    const filter = { q: other.result.evidenceDigest };
    const page = await home.ask((own) =>
      listAttestations(own, filter, {
        limit: 5,
        cursor: null,
        direction: "older",
      }),
    );
    expect(page.items).toEqual([]);
  });
});

describe("many writers on a PostgreSQL server", () => {
  it("neither lose nor double a count", async () => {
    const server = testDatabases.find(({ kind }) => kind === "server");
    const place = await server?.create();
    if (server === undefined || place === undefined) throw new Error("no server");
    const { openDatabase } = await import("./database");
    const pools = await Promise.all([openDatabase(place.options), openDatabase(place.options)]);
    const homes = await Promise.all([homeOf(pools[0]), homeOf(pools[1])]);
    const [home] = homes;
    const body = new TextEncoder().encode("the same collateral");
    const calls = Array.from({ length: 60 }, (_call, index) => {
      const records = Array.from({ length: 10 }, (_record, line) =>
        sampleAttestation({
          receivedAt: new Date(noon),
          reasonCodes: line % 2 === 0 ? ["TCB_STATUS_TOLERATED", "QUOTE_SIGNATURE_INVALID"] : [],
          evidence: index % 3 === 0 ? body : new TextEncoder().encode(`${index} ${line}`),
        }),
      );
      const home = homes[index % 2];
      return home === undefined ? Promise.reject(new Error()) : home.insert(records);
    });
    await Promise.all(calls);
    const window = { from: new Date(noon), to: new Date(noon + HOUR_MS) };
    expect(
      await home.ask((own) => countAttestations(own, { ...window, bucketSeconds: 3600 })),
    ).toMatchObject({ buckets: [{ affirming: 600 }] });
    expect(await home.ask((own) => countReasons(own, window, 5))).toMatchObject([
      { count: 300 },
      { count: 300 },
    ]);
    await Promise.all(pools.map((each) => each.close()));
    await place.remove();
  });
});

/** Newest first; equal moments by id, as the index has them. */
function newestFirst(
  records: readonly NewAttestation[],
  numbers: readonly number[],
): readonly string[] {
  return numbers
    .flatMap((number) => records[number] ?? [])
    .toSorted((a, b) => b.receivedAt.getTime() - a.receivedAt.getTime() || (a.id < b.id ? 1 : -1))
    .map(({ id }) => id);
}

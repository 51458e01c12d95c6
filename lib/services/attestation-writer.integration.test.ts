import type postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { NewAttestation } from "@/lib/store/attestation-record";
import { findAttestation } from "@/lib/store/attestations";
import type { Database } from "@/lib/store/database";
import { testDatabases } from "@/lib/store/testing/databases";
import { sampleAttestation } from "@/lib/store/testing/sample-attestation";
import { homeOf, sampleEvent, type TestOrganization } from "@/lib/store/testing/test-organization";
import { AttestationWriter } from "./attestation-writer";

describe.each(testDatabases)("AttestationWriter on $name", ({ open }) => {
  let database: Database;
  let home: TestOrganization;
  let writer: AttestationWriter;
  const write = (record: NewAttestation) =>
    writer.write(home.id, { record, event: sampleEvent(record) });

  beforeAll(async () => {
    database = await open();
    home = await homeOf(database);
    writer = new AttestationWriter(database);
  });
  afterAll(() => database.close());

  it("has stored what it resolves, however many come at one time", async () => {
    const records = Array.from({ length: 200 }, () => sampleAttestation());
    await Promise.all(
      records.map(async (record) => {
        expect(await write(record)).toEqual({ outcome: "stored" });
        expect(await home.ask((own) => findAttestation(own, record.id))).toMatchObject({
          id: record.id,
        });
      }),
    );
  });

  it("keeps the neighbours of a record that the database refuses", async () => {
    const taken = sampleAttestation();
    await write(taken);
    const records = Array.from({ length: 20 }, (_, index) =>
      sampleAttestation(index === 7 ? { id: taken.id } : {}),
    );
    const written = await Promise.allSettled(records.map((record) => write(record)));
    expect(written.map(({ status }) => status)).toEqual(
      records.map((_, index) => (index === 7 ? "rejected" : "fulfilled")),
    );
  });

  it("tries nothing again whose commit was not heard of, since it may have arrived", async () => {
    let commits = 0;
    const lost = Object.assign(new Error("the answer to the commit is lost"), {
      code: "CONNECTION_CLOSED",
    });
    const sql = new Proxy(database.sql, {
      get: (target, name, receiver) =>
        name === "begin"
          ? async (work: (transaction: postgres.TransactionSql) => Promise<unknown>) => {
              await target.begin(work);
              commits += 1;
              throw lost;
            }
          : Reflect.get(target, name, receiver),
    });
    const deaf = new AttestationWriter({ ...database, sql });
    const records = Array.from({ length: 20 }, () => sampleAttestation());
    const written = await Promise.allSettled(
      records.map((record) => deaf.write(home.id, { record, event: sampleEvent(record) })),
    );
    expect(written).toEqual(records.map(() => ({ status: "rejected", reason: lost })));
    expect(commits).toBe(1);
    for (const { id } of records) {
      expect(await home.ask((own) => findAttestation(own, id))).toMatchObject({ id });
    }
  });

  it("keeps one of several with the same idempotency key", async () => {
    const idempotency = { operation: "test", key: "k", requestSha256: "ab".repeat(32) };
    const records = Array.from({ length: 5 }, () => sampleAttestation({ idempotency }));
    const outcomes = await Promise.all(records.map((record) => write(record)));
    const stored = outcomes.findIndex(({ outcome }) => outcome === "stored");
    expect(outcomes.filter((_, index) => index !== stored)).toEqual(
      Array.from({ length: 4 }, () => ({
        outcome: "replayed",
        attestationId: records[stored]?.id,
      })),
    );
  });
});

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

import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { toHex } from "@/lib/bytes/hex";
import { webCrypto } from "@/lib/crypto/web-crypto";
import type { Field, Inspection } from "@/lib/rats/inspection";
import { mintDstack } from "@/lib/simulator/dstack/mint-dstack";
import { mintEventLog } from "@/lib/simulator/event-log/mint-event-log";
import { mintIntel } from "@/lib/simulator/intel/mint-intel";
import { inspectEvidence } from "./inspect-evidence";
import { sharedPki } from "./testing/appraise-minted";

const ROOT = path.resolve(import.meta.dirname, "../../../shared/vectors");
const isHere = existsSync(ROOT);
if (!isHere) console.warn(`inspection of real event logs: skipped, because ${ROOT} is not there`);

const crypto = webCrypto(globalThis.crypto.subtle);

async function inspect(evidence: Uint8Array, eventLog?: Uint8Array): Promise<Inspection> {
  const inspected = await inspectEvidence({ evidence, eventLog, crypto });
  if (!inspected.ok) throw new Error(inspected.failure.detail);
  return inspected.value;
}

const flat = (fields: readonly Field[]): readonly Field[] =>
  fields.flatMap((field) => [field, ...flat(field.children)]);

describe("the inspector", () => {
  let boot: Awaited<ReturnType<typeof mintEventLog>>;
  beforeAll(async () => {
    boot = await mintEventLog({ form: "rtmr" });
  });

  it("names every byte of an event log once", async () => {
    for (const form of ["pcr", "rtmr", "sha1"] as const) {
      const { log, offsets } = await mintEventLog({ form });
      const { fields, stoppedAt, evidenceType } = await inspect(log);
      expect([evidenceType, stoppedAt]).toEqual(["event-log", null]);
      const leaves = flat(fields).filter(({ children }) => children.length === 0);
      let at = 0;
      for (const leaf of leaves.filter(({ length }) => length > 0)) {
        expect(leaf.offset).toBe(at);
        at += leaf.length;
      }
      expect(at).toBe(log.length);
      expect(fields).toHaveLength(offsets.length + (form === "sha1" ? 0 : 1));
    }
  });

  it("puts fields of the quote inside of a dstack attestation where they are", async () => {
    const { evidence } = await mintDstack({ pki: await sharedPki(), form: "scale" });
    const { fields, eventLogs } = await inspect(evidence);
    const rtmr3 = flat(fields).find(({ id }) => id === "body.rtmr3");
    const { offset = 0, length = 0, value } = rtmr3 ?? {};
    expect(toHex(evidence.subarray(offset, offset + length))).toBe(value);
    expect(
      eventLogs[0]?.registers.map(({ name, firstDifference }) => [name, firstDifference]),
    ).toEqual([
      ...[
        ["rtmr0", null],
        ["rtmr1", null],
        ["rtmr2", null],
        ["rtmr3", null],
      ],
    ]);
    const signed = eventLogs[0]?.registers.map(({ signed: value }) => value);
    const replayed = eventLogs[0]?.registers.map(({ replayed: { sha384 } }) => sha384);
    expect(signed).toEqual(replayed);
  });

  it("shows the log that came with a TDX quote beside its registers", async () => {
    const rtmr0 = boot.registers.sha384?.get(1) ?? new Uint8Array(0);
    const { quote } = await mintIntel({ pki: await sharedPki(), td: { rtmr0 } });
    const { eventLogs } = await inspect(quote, boot.log);
    expect(eventLogs).toHaveLength(1);
    expect(eventLogs[0]).toMatchObject({ format: "CC event log", secureBoot: true });
    expect(eventLogs[0]?.registers[0]?.signed).toBe(toHex(rtmr0));
  });

  it("says why a log can't be read", async () => {
    const { quote } = await mintIntel({ pki: await sharedPki() });
    const { eventLogs } = await inspect(quote, boot.log.subarray(0, 100));
    expect(eventLogs[0]?.stoppedAt).not.toBeNull();
  });
});

const expectedSchema = z.object({
  uefi_event_logs: z.array(
    z.looseObject({
      type_name: z.string(),
      digests: z.array(z.object({ alg: z.string(), digest: z.string() })),
      event: z.string(),
      digest_matches_event: z.boolean(),
    }),
  ),
});

describe.skipIf(!isHere)("real CC event logs", () => {
  it.each(["ccel-ovmf", "ccel-grub", "ccel-aael-alibabacloud"])(
    "%s reads as another implementation reads it",
    async (name) => {
      const folder = path.join(ROOT, "eventlog", name);
      const expected = expectedSchema.parse(
        JSON.parse(readFileSync(path.join(folder, "expected-events.json"), "utf8")),
      ).uefi_event_logs;
      const { eventLogs } = await inspect(
        new Uint8Array(readFileSync(path.join(folder, "ccel.bin"))),
      );
      const events = (eventLogs[0]?.events ?? []).filter(({ register }) => register !== null);
      expect(events.map(({ typeName, digests, data }) => [typeName, digests.sha384, data])).toEqual(
        expected
          .filter(({ type_name: type }) => type !== "EV_NO_ACTION")
          .map(({ type_name: type, digests, event }) => [
            type,
            digests[0]?.digest,
            Buffer.from(event, "base64").toString("hex").slice(0, 8192),
          ]),
      );
      const isMeasured = events.map(({ note }) => note === null);
      const others = expected
        .filter(({ type_name: type }) => type !== "EV_NO_ACTION")
        .map(({ digest_matches_event: matches }) => matches);
      // What the other one calls measured is measured; ours also knows what boot loaders put before their text.
      for (const [index, matches] of others.entries())
        if (matches) expect(isMeasured[index]).toBe(true);
    },
  );
});

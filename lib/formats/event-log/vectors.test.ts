import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { toHex } from "@/lib/bytes/hex";
import { webCrypto } from "@/lib/crypto/web-crypto";
import type { EventLog, RegisterFamily } from "./event-log";
import { parseEventLog } from "./parse-event-log";
import { isReplayedHash, replayEventLog } from "./replay-event-log";
import { secureBootState } from "./secure-boot";

/** Real evidence lies beside the project, never in it. */
const ROOT = path.resolve(import.meta.dirname, "../../../../shared/vectors");
const crypto = webCrypto(globalThis.crypto.subtle);

if (!existsSync(ROOT)) {
  console.warn(`event log vectors: skipped, because ${ROOT} is not there`);
}

const registersSchema = z.record(z.string(), z.string());
const caseSchema = z.object({
  expected: z.object({
    entriesIncludingHeader: z.number().optional(),
    bytesUsed: z.number().optional(),
    rtmr: registersSchema.optional(),
    pcrs: z.record(z.string(), registersSchema).optional(),
    eventLog: z
      .object({
        entriesIncludingHeader: z.number(),
        bytesUsed: z.number(),
        replay: registersSchema,
      })
      .optional(),
  }),
});

function read(name: string, file: string, family: RegisterFamily) {
  const folder = path.join(ROOT, name);
  const { expected } = caseSchema.parse(
    JSON.parse(readFileSync(path.join(folder, "case.json"), "utf8")),
  );
  const log = parseEventLog(new Uint8Array(readFileSync(path.join(folder, file))), family);
  if (!log.ok) throw new Error(`${name}: ${log.failure.detail}`);
  return { expected, log: log.value };
}

async function replayed(log: EventLog): Promise<Record<string, Record<string, string>>> {
  const { banks } = await replayEventLog(log, crypto);
  return Object.fromEntries(
    [...banks].map(([hash, bank]) => [
      hash,
      Object.fromEntries([...bank].map(([register, { value }]) => [register, toHex(value)])),
    ]),
  );
}

const CC_LOGS = [
  ["eventlog/ccel-ovmf", "ccel.bin"],
  ["eventlog/ccel-grub", "ccel.bin"],
  ["eventlog/ccel-aael-alibabacloud", "ccel.bin"],
  ["tdx/google-cos113-quote-with-ccel", "ccel-data.bin"],
] as const;

const TPM_LOGS = [
  ["eventlog/tpm-cos-101-amd-sev", true],
  ["eventlog/tpm-ubuntu-2104-no-secure-boot", false],
  ["eventlog/tpm-debian-10-sha1", true],
] as const;

describe.skipIf(!existsSync(ROOT))("real event logs", () => {
  it.each(CC_LOGS)("replays %s to its RTMRs", async (name, file) => {
    const { expected, log } = read(name, file, "rtmr");
    const facts = expected.eventLog ?? expected;
    expect(log.events).toHaveLength(facts.entriesIncludingHeader ?? -1);
    expect(log.bytesUsed).toBe(facts.bytesUsed);
    const want = expected.eventLog?.replay ?? expected.rtmr ?? {};
    const { sha384 } = await replayed(log);
    const named = Object.entries(sha384 ?? {}).map(([register, value]) => [
      `rtmr${register}`,
      value,
    ]);
    expect(Object.fromEntries(named)).toEqual(want);
  });

  it.each(TPM_LOGS)("replays %s to its PCRs", async (name, hasSecureBoot) => {
    const { expected, log } = read(name, "eventlog.bin", "pcr");
    expect(log.events).toHaveLength(expected.entriesIncludingHeader ?? -1);
    expect(await replayed(log)).toMatchObject(expected.pcrs ?? {});
    const hash = log.algorithms.filter(isReplayedHash).at(-1) ?? "sha1";
    const { enabled } = await secureBootState(log, { crypto, hash });
    expect(enabled).toBe(hasSecureBoot);
  });

  it.each([
    ["eventlog/ccel-ovmf", "ccel.bin", false],
    ["eventlog/ccel-grub", "ccel.bin", true],
    ["eventlog/ccel-aael-alibabacloud", "ccel.bin", false],
    ["tdx/google-cos113-quote-with-ccel", "ccel-data.bin", false],
  ])("finds secure boot of %s", async (name, file, isOn) => {
    const { log } = read(name, file, "rtmr");
    const { enabled } = await secureBootState(log, { crypto, hash: "sha384" });
    expect(enabled).toBe(isOn);
  });
});

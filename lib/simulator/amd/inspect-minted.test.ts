import { beforeAll, describe, expect, it } from "vitest";
import { toHex } from "@/lib/bytes/hex";
import { webCrypto } from "@/lib/crypto/web-crypto";
import { inspectReport } from "@/lib/formats/snp/inspect-report";
import type { Field } from "@/lib/rats/inspection";
import { testSubtle } from "../testing/test-keys";
import { pattern } from "../byte-writer";
import { mintSnp } from "./mint-snp";
import { createAmdPki, type AmdPki } from "./pki";

let pki: AmdPki;
beforeAll(async () => {
  pki = await createAmdPki(testSubtle());
}, 60_000);

const crypto = webCrypto(globalThis.crypto.subtle);
const flat = (fields: readonly Field[]): readonly Field[] =>
  fields.flatMap((field) => [field, ...flat(field.children)]);

async function inspect(options: Parameters<typeof mintSnp>[0] = {}) {
  const minted = await mintSnp({ pki, ...options });
  const inspection = await inspectReport(minted.evidence, crypto);
  const fields = new Map(flat(inspection.fields).map((field) => [field.id, field]));
  return { minted, inspection, fields };
}

describe("inspectReport", () => {
  it("pitfall 43: finds every field at the offset that AMD 56860 gives it", async () => {
    const { fields } = await inspect({
      report: {
        version: 5,
        authorKeyDigest: pattern(30, 48),
        keyInfo: 1,
        launchMitigations: 0x0102030405060708n,
        currentMitigations: 0x1112131415161718n,
        launchTcb: { fmc: 0, bootloader: 41, tee: 42, snp: 43, microcode: 44 },
      },
    });
    // Offsets as in the specification's table; bytes as they were put in.
    const expected: readonly (readonly [string, number, string])[] = [
      ["guestSvn", 0x004, "2"],
      ["policy", 0x008, "0000030000000000"],
      ["familyId", 0x010, toHex(pattern(10, 16))],
      ["imageId", 0x020, toHex(pattern(11, 16))],
      ["vmpl", 0x030, "0"],
      ["signatureAlgorithm", 0x034, "1"],
      ["currentTcb", 0x038, "04010000000018db"],
      ["platformInfo", 0x040, "2500000000000000"],
      ["keyInfo", 0x048, "01000000"],
      ["reportData", 0x050, toHex(pattern(12, 64))],
      ["measurement", 0x090, toHex(pattern(13, 48))],
      ["hostData", 0x0c0, toHex(pattern(14, 32))],
      ["idKeyDigest", 0x0e0, toHex(pattern(15, 48))],
      ["authorKeyDigest", 0x110, toHex(pattern(30, 48))],
      ["reportId", 0x140, toHex(pattern(16, 32))],
      ["reportIdMa", 0x160, "ff".repeat(32)],
      ["reportedTcb", 0x180, "04010000000018db"],
      ["cpuFamily", 0x188, "25"],
      ["cpuModel", 0x189, "1"],
      ["cpuStepping", 0x18a, "1"],
      ["chipId", 0x1a0, toHex(pattern(20, 64))],
      ["committedTcb", 0x1e0, "04010000000018db"],
      ["currentBuild", 0x1e8, "29"],
      ["currentMinor", 0x1e9, "55"],
      ["currentMajor", 0x1ea, "1"],
      ["committedBuild", 0x1ec, "29"],
      ["committedMinor", 0x1ed, "55"],
      ["committedMajor", 0x1ee, "1"],
      ["launchTcb", 0x1f0, "292a000000002b2c"],
      ["launchMitigations", 0x1f8, "0807060504030201"],
      ["currentMitigations", 0x200, "1817161514131211"],
    ];
    for (const [id, offset, value] of expected) {
      expect(fields.get(`report.${id}`), id).toMatchObject({ offset, value });
    }
    expect(fields.get("report.signatureR")).toMatchObject({ offset: 0x2a0, length: 72 });
    expect(fields.get("report.signatureS")).toMatchObject({ offset: 0x2e8, length: 72 });
  });

  it.each([2, 3, 4, 5])("covers version %i without a gap", async (version) => {
    const { inspection } = await inspect({ report: { version } });
    const [report] = inspection.fields;
    let end = 0;
    for (const { offset, length } of report?.children ?? []) {
      expect(offset).toBe(end);
      end = offset + length;
    }
    expect(end).toBe(0x4a0);
    expect(inspection.stoppedAt).toBeNull();
  });

  it("says what values mean", async () => {
    const { fields } = await inspect({
      product: "Turin",
      report: { reportData: new Uint8Array(64).fill(0x41) },
    });
    expect(fields.get("report.reportedTcb")?.meaning).toBe(
      "fmc 3, bootloader 4, tee 1, snp 24, microcode 219",
    );
    expect(fields.get("report.reportData")?.meaning).toContain("AAAA");
    expect(fields.get("report.keyInfo")?.meaning).toBe("signed by the VCEK");
    expect(fields.get("report.policy")?.bits.find(({ name }) => name === "DEBUG")?.value).toBe(0);
  });

  it("shows the certificates of an extended report with AMD's extensions", async () => {
    const { inspection, minted, fields } = await inspect({
      extended: true,
      report: { version: 2 },
    });
    expect(inspection.certificates.map(({ role }) => role)).toEqual([
      "VCEK",
      "VCEK signing key (SEV-Milan)",
      "AMD root key (ARK-Milan)",
    ]);
    const values = new Map(
      inspection.certificates[0]?.extensions.map(({ oid, values: [value] }) => [oid, value?.value]),
    );
    expect(values.get("1.3.6.1.4.1.3704.1.2")).toBe("Milan-B0");
    expect(values.get("1.3.6.1.4.1.3704.1.3.8")).toBe("219");
    expect(values.get("1.3.6.1.4.1.3704.1.4")).toBe(toHex(pattern(20, 64)));
    expect(fields.get("certificates.0.data")).toMatchObject({
      offset: 0x4a0 + 4 * 24,
      length: minted.certificates.key.length,
    });
    // Version 2 does not say what it runs on; the certificate does.
    expect(fields.get("report.reportedTcb")?.meaning).toContain("snp 24");
  });

  it("decodes as far as it goes", async () => {
    const { evidence } = await mintSnp({ pki, extended: true });
    const cut = await inspectReport(evidence.subarray(0, 0x4a0 + 30), crypto);
    expect(cut.stoppedAt).toMatchObject({ offset: 0x4a0, code: "EVIDENCE_MALFORMED" });
    const short = await inspectReport(evidence.subarray(0, 0x100), crypto);
    expect(short.stoppedAt).toMatchObject({ offset: 0x100, code: "EVIDENCE_TRUNCATED" });
    expect(short.fields[0]?.children.at(-1)?.id).toBe("report.hostData");
  });
});

import { beforeAll, describe, expect, it } from "vitest";
import { defaultTcb, type MintSnpOptions } from "@/lib/simulator/amd/mint-snp";
import type { ChipTcb, KeyExtension } from "@/lib/simulator/amd/key-certificate";
import { pattern } from "@/lib/simulator/byte-writer";
import { octetString } from "@/lib/simulator/der-writer";
import { appraise, mintedRequest } from "./testing/appraise-minted";
import { appraiseSnp, mintSnpShared, sharedAmdPki } from "./testing/appraise-snp";
import { itJudgesSnp, type SnpCase } from "./testing/snp-matrix";

beforeAll(async () => void (await sharedAmdPki()), 60_000);

const binding = "VCEK_TCB_MISMATCH vek.tcb";
const role = "VCEK_CHAIN_INVALID vek.role";
const follows = ["VCEK_PRODUCT_MISMATCH vek.product"] as const;

const tcb = (changes: Partial<ChipTcb>): ChipTcb => ({ ...defaultTcb, ...changes });

describe("patch levels of the certificate", () => {
  const components = ["bootloader", "tee", "snp", "microcode"] as const;
  itJudgesSnp(
    components.flatMap((name): readonly SnpCase[] =>
      [-1, 1].map((step) => ({
        name: `refuses a certificate whose ${name} is ${step > 0 ? "above" : "below"} the reported one`,
        mint: { chip: { tcb: tcb({ [name]: defaultTcb[name] + step }) } },
        reason: binding,
      })),
    ),
  );
  itJudgesSnp([
    {
      name: "pitfall 94: refuses a certificate of another chip and another TCB",
      mint: { chip: { hwId: pattern(99, 64), tcb: tcb({ snp: 3 }) } },
      reason: "VCEK_HWID_MISMATCH vek.hwId",
      follows: [binding],
    },
    {
      name: "compares the FMC on Turin",
      mint: { product: "Turin", chip: { tcb: tcb({ fmc: 4 }) } },
      reason: binding,
    },
    {
      name: "reads a level above 127, which needs a byte more",
      mint: { report: { ...sameTcbs(tcb({ microcode: 0xff })) } },
    },
  ]);
});

function sameTcbs(version: ChipTcb) {
  return {
    reportedTcb: version,
    committedTcb: version,
    currentTcb: version,
    launchTcb: version,
  };
}

describe("how the extensions are written", () => {
  const replace =
    (suffix: string, value: Uint8Array) =>
    (list: readonly KeyExtension[]): readonly KeyExtension[] =>
      list.map((entry) => (entry.suffix === suffix ? { suffix, value } : entry));
  const mint = (suffix: string, ...bytes: number[]): MintSnpOptions => ({
    keyExtensions: replace(suffix, Uint8Array.from(bytes)),
  });
  const refused = { reason: role, follows } as const;
  itJudgesSnp([
    { name: "pitfall 5: refuses a level of two bytes", mint: mint("3.1", 2, 2, 1, 5), ...refused },
    { name: "refuses a level with a needless zero", mint: mint("3.1", 2, 2, 0, 4), ...refused },
    { name: "refuses a negative level", mint: mint("3.8", 2, 1, 0xdb), ...refused },
    { name: "refuses a level of 256", mint: mint("3.8", 2, 2, 1, 0), ...refused },
    { name: "refuses a level of three bytes", mint: mint("3.8", 2, 3, 0, 0, 219), ...refused },
    { name: "refuses a level that bytes follow", mint: mint("3.1", 2, 1, 4, 0), ...refused },
    { name: "refuses a reserved level that is not zero", mint: mint("3.4", 2, 1, 1), ...refused },
    {
      name: "refuses a missing level",
      mint: { keyExtensions: (list) => list.filter(({ suffix }) => suffix !== "3.3") },
      ...refused,
    },
    {
      name: "refuses a level that stands twice",
      mint: {
        keyExtensions: (list) => [...list, ...list.filter(({ suffix }) => suffix === "3.3")],
      },
      reason: "VCEK_CHAIN_INVALID vek.chain",
    },
    {
      name: "refuses an extension that nobody knows",
      mint: {
        keyExtensions: (list) => [...list, { suffix: "6", value: Uint8Array.of(2, 1, 0) }],
      },
      ...refused,
    },
    {
      name: "refuses an FMC level before Turin",
      mint: {
        keyExtensions: (list) => [...list, { suffix: "3.9", value: Uint8Array.of(2, 1, 3) }],
      },
      ...refused,
    },
    {
      name: "refuses a Turin certificate without an FMC level",
      mint: {
        product: "Turin",
        keyExtensions: (list) => list.filter(({ suffix }) => suffix !== "3.9"),
      },
      ...refused,
    },
    {
      name: "reads a hardware id in an OCTET STRING of its own",
      mint: { keyExtensions: replace("4", octetString(pattern(20, 64))) },
    },
    {
      name: "refuses a hardware id that is longer than the chip's",
      mint: { chip: { hwId: Uint8Array.of(...pattern(20, 64), 0) } },
      ...refused,
    },
    {
      name: "refuses a hardware id of 8 bytes before Turin",
      mint: { chip: { hwId: pattern(20, 8) } },
      ...refused,
    },
    {
      name: "refuses a hardware id of 64 bytes on Turin",
      mint: { product: "Turin", chip: { hwId: pattern(20, 64) } },
      ...refused,
    },
  ]);
});

describe("the chip", () => {
  const reason = "VCEK_HWID_MISMATCH vek.hwId";
  const turin = Uint8Array.of(...pattern(20, 8), 1, ...new Uint8Array(55));
  itJudgesSnp([
    { name: "pitfall 7: is compared", mint: { chip: { hwId: pattern(21, 64) } }, reason },
    {
      name: "is refused when it is masked and a VCEK signed",
      mint: { report: { chipId: new Uint8Array(64) }, chip: { hwId: pattern(20, 64) } },
      reason,
    },
    {
      name: "is refused when both sides are masked",
      mint: { report: { chipId: new Uint8Array(64) } },
      reason,
    },
    { name: "pitfall 8: has an id of 8 bytes on Turin", mint: { product: "Turin" } },
    {
      name: "pitfall 8: has nothing behind these 8 bytes",
      mint: { product: "Turin", report: { chipId: turin } },
      reason,
    },
    { name: "need not be named when a VLEK signed", mint: { signer: "vlek" } },
  ]);
});

describe("the order of TCB versions", () => {
  const reason = "TCB_ORDER_INVALID tcb.order";
  const high = tcb({ snp: 25 });
  const low = tcb({ snp: 23 });
  const provisional = { extends: "relaxed", sevSnp: { allowProvisionalFirmware: false } } as const;
  itJudgesSnp([
    { name: "refuses committed above current", mint: { report: { committedTcb: high } }, reason },
    { name: "refuses reported above committed", mint: { report: { committedTcb: low } }, reason },
    {
      name: "refuses reported above current",
      mint: { report: { currentTcb: low, committedTcb: low } },
      reason,
    },
    {
      name: "compares part by part and not as one number",
      mint: { report: { committedTcb: tcb({ microcode: 255, bootloader: 3 }) } },
      reason,
    },
    {
      name: "refuses a committed firmware that is newer than the current one",
      mint: { report: { committed: { major: 1, minor: 56, build: 0 } } },
      reason,
    },
    { name: "accepts firmware that is not committed", mint: { report: { currentTcb: high } } },
    {
      name: "refuses firmware that is not committed when the policy says so",
      mint: { report: { currentTcb: high } },
      request: { policy: provisional },
      reason: "PROVISIONAL_FIRMWARE policy.sevSnp.allowProvisionalFirmware",
    },
    {
      name: "refuses a build that is not committed when the policy says so",
      mint: { report: { current: { major: 1, minor: 55, build: 30 } } },
      request: { policy: provisional },
      reason: "PROVISIONAL_FIRMWARE policy.sevSnp.allowProvisionalFirmware",
    },
    { name: "accepts committed firmware under that policy", request: { policy: provisional } },
    { name: "asks nothing of the launch TCB", mint: { report: { launchTcb: high } } },
  ]);
});

describe("the two orders of bytes", () => {
  it("pitfall 9: reads Turin's SNP level at byte 3", async () => {
    const version = { fmc: 1, bootloader: 2, tee: 3, snp: 4, microcode: 5 };
    const { result, verdict } = await appraiseSnp({
      product: "Turin",
      report: sameTcbs(version),
    });
    expect(verdict).toBe("affirming");
    expect(result?.claims?.tcb).toMatchObject({
      fmc: "1",
      bootloader: "2",
      tee: "3",
      snp: "4",
      microcode: "5",
      reportedTcb: "0102030400000005",
    });
    const low = await appraiseSnp(
      { product: "Turin", report: sameTcbs(version) },
      { policy: { extends: "relaxed", sevSnp: { minTcb: { snp: 5 } } } },
    );
    expect(low.reasons).toEqual(["TCB_BELOW_MINIMUM policy.sevSnp.minTcb.snp"]);
  });

  it("reads Milan's at byte 6", async () => {
    const { result } = await appraiseSnp();
    expect(result?.claims?.tcb).toMatchObject({ snp: "24", reportedTcb: "04010000000018db" });
    expect(result?.claims?.tcb["fmc"]).toBeUndefined();
  });
});

describe("certificates that are kept", () => {
  it("pitfall 6: never serve another product or another TCB", async () => {
    const milan = await mintSnpShared();
    const genoa = await mintSnpShared({ product: "Genoa" });
    const older = await mintSnpShared({ chip: { tcb: tcb({ snp: 3 }) } });
    for (const [amd, code] of [
      [genoa.endorsements.amd, "VCEK_PRODUCT_MISMATCH"],
      [older.endorsements.amd, "VCEK_TCB_MISMATCH"],
    ] as const) {
      const { verdict, codes } = await appraise(mintedRequest(milan, { endorsements: { amd } }));
      expect(verdict).toBe("contraindicated");
      expect(codes).toContain(code);
    }
  });
});

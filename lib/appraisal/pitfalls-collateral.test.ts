import { describe, expect, it } from "vitest";
import { toHex } from "@/lib/bytes/hex";
import { tcbLevel, type TcbInfo } from "@/lib/simulator/intel/collateral-writer";
import type { MintIntelOptions } from "@/lib/simulator/intel/mint-intel";
import { toPem } from "@/lib/x509/pem";
import { appraise, mint, offlineContext, requestFor } from "./testing/appraise-minted";
import { itJudges } from "./testing/matrix";
import { simpleCache } from "./testing/simple-cache";

/** What other verifiers got wrong about collateral: docs/pitfalls.md, by its numbers. */

const tcbInfo = (members: (info: TcbInfo) => unknown): MintIntelOptions => ({
  tcbInfo: { members },
});
const firstLevel = (change: (tcb: TcbInfo["tcbLevels"][number]["tcb"]) => unknown) =>
  tcbInfo((info) => ({
    ...info,
    tcbLevels: info.tcbLevels.map((level, index) =>
      index === 0 ? { ...level, tcb: change(level.tcb) } : level,
    ),
  }));
describe("TCB Info", () => {
  const code = "TCB_INFO_INVALID" as const;
  const components = (change: (svns: readonly { svn: number }[]) => readonly unknown[]) =>
    firstLevel((tcb) => ({ ...tcb, sgxtcbcomponents: change(tcb.sgxtcbcomponents) }));
  itJudges([
    { name: "pitfalls 20 and 67: 15 components", mint: components((svns) => svns.slice(1)), code },
    {
      name: "pitfalls 20 and 67: 17 components",
      mint: components((svns) => [...svns, { svn: 0 }]),
      code,
    },
    {
      name: "pitfall 38: a component without its SVN",
      mint: components((svns) => [{}, ...svns.slice(1)]),
      code,
    },
    {
      name: "pitfall 21: levels in any order",
      mint: tcbInfo((info) => ({
        ...info,
        tcbLevels: [
          tcbLevel({ components: [], pceSvn: 0, tdx: [], status: "Revoked" }),
          ...info.tcbLevels.toReversed(),
        ],
      })),
    },
    {
      name: "pitfall 22: another PCE",
      mint: tcbInfo((info) => ({ ...info, pceId: "0001" })),
      code: "PCEID_MISMATCH",
    },
    {
      name: "pitfall 22: another TCB type",
      mint: tcbInfo((info) => ({ ...info, tcbType: 1 })),
      code,
    },
    {
      name: "pitfall 27: JSON that somebody printed anew",
      mint: { tcbInfo: { envelope: (text) => JSON.stringify(JSON.parse(text), null, 2) } },
      code: "TCB_INFO_SIGNATURE_INVALID",
    },
    {
      name: "pitfall 27: members in another order than usual, as signed",
      mint: tcbInfo((info) => Object.fromEntries(Object.entries(info).toReversed())),
    },
    {
      name: "pitfall 27: a member that nobody knows, as signed",
      mint: tcbInfo((info) => ({ ...info, futureMember: { nested: [1, 2, 3] } })),
    },
    ...["never", "2026-13-01", "2026-13-01T00:00:00Z", ""].map((nextUpdate) => ({
      name: `pitfall 35: nextUpdate ${JSON.stringify(nextUpdate)}`,
      mint: tcbInfo((info) => ({ ...info, nextUpdate })),
      code,
    })),
    {
      name: "pitfall 37: an SVN lowered after it was signed",
      mint: { tcbInfo: { envelope: (text) => text.replace(`"pcesvn":11`, `"pcesvn":1`) } },
      code: "TCB_INFO_SIGNATURE_INVALID",
    },
    {
      name: "pitfall 65: a status that stands there twice",
      mint: {
        tcbInfo: {
          text: (text) =>
            text.replace(`"tcbStatus":"UpToDate"`, `"tcbStatus":"Revoked","tcbStatus":"UpToDate"`),
        },
      },
      code,
    },
    {
      name: "pitfall 66: 100,000 open brackets",
      mint: { tcbInfo: { text: () => "[".repeat(100_000) } },
      code,
    },
    {
      name: "pitfall 66: 100,000 nested objects in a signed member",
      mint: {
        tcbInfo: {
          text: (text) =>
            text.replace(/\}$/, `,"x":${`{"a":`.repeat(100_000)}1${"}".repeat(100_000)}}`),
        },
      },
      code,
    },
    {
      name: "pitfall 89: an FMSPC that is not hex",
      mint: tcbInfo((info) => ({ ...info, fmspc: "B0C06F00000z" })),
      code,
    },
    {
      name: "pitfall 89: an FMSPC of odd length",
      mint: tcbInfo((info) => ({ ...info, fmspc: "B0C06F00000" })),
      code,
    },
    {
      name: "pitfall 90: a member named __proto__",
      mint: { tcbInfo: { text: (text) => text.replace(/\}$/, `,"__proto__":{"tcbType":0}}`) } },
      code,
    },
  ]);
});

describe("what is remembered", () => {
  it("pitfall 6: a given text that is a chain's digest does not speak for that chain", async () => {
    const context = offlineContext({ cache: simpleCache() });
    const text = new TextEncoder();
    const minted = await mint({ tee: "sgx" });
    const pem = [minted.certificates.pck, minted.certificates.pckCa, minted.certificates.root]
      .map((certificate) => toPem(certificate, "CERTIFICATE"))
      .join("");
    const digest = toHex(await context.crypto.digest("SHA-256", text.encode(pem)));
    const other = await mint({ tee: "sgx", certificationDataType: 1 });
    const intel = { ...other.endorsements, pckCertChain: digest };
    const first = await appraise(requestFor(other, { endorsements: { intel } }), context);
    expect(first.codes).toContain("PCK_CHAIN_INVALID");
    expect((await appraise(requestFor(minted), context)).verdict).toBe("affirming");
  });

  it("pitfall 6: platforms, TEEs and times are told apart when everything is remembered", async () => {
    const context = offlineContext({ cache: simpleCache() });
    const forms: readonly MintIntelOptions[] = [
      { tee: "sgx" },
      {},
      { platform: { ca: "processor" } },
      { platform: { pceSvn: 12 } },
    ];
    const minted = await Promise.all(forms.map((form) => mint(form)));
    for (const round of [1, 2]) {
      for (const one of minted) {
        const good = await appraise(requestFor(one), context);
        expect(good.verdict, `round ${round}`).toBe("affirming");
        const late = await appraise(requestFor(one, { verifyAt: "2026-06-17T00:00:00Z" }), context);
        expect(late.codes).toContain("TCB_INFO_EXPIRED");
        const untrusted = await appraise(requestFor(one, { trustAnchors: undefined }), context);
        expect(untrusted.codes).toContain("ROOT_CA_UNTRUSTED");
      }
    }
  });
});

describe("what is missing or too old", () => {
  it("pitfall 13: without collateral the default is not to accept", async () => {
    const minted = await mint();
    const { verdict, codes } = await appraise(requestFor(minted, { endorsements: undefined }));
    expect(verdict).toBe("indeterminate");
    expect(new Set(codes)).toEqual(new Set(["COLLATERAL_UNAVAILABLE"]));
  });

  it("pitfall 47: a second after its nextUpdate collateral is not merely flagged", async () => {
    const minted = await mint();
    const last = await appraise(requestFor(minted, { verifyAt: "2026-06-16T00:00:00Z" }));
    const next = await appraise(requestFor(minted, { verifyAt: "2026-06-16T00:00:01Z" }));
    expect(last.verdict).toBe("affirming");
    expect(next.verdict).toBe("contraindicated");
    expect([...next.codes].sort()).toEqual([
      "PCK_CRL_EXPIRED",
      "QE_IDENTITY_EXPIRED",
      "ROOT_CRL_EXPIRED",
      "TCB_INFO_EXPIRED",
    ]);
  });

  it("pitfall 87: certificates of a chain are PEM blocks and nothing else", async () => {
    const minted = await mint();
    const root = toPem(minted.certificates.root, "CERTIFICATE");
    for (const tcbInfoIssuerChain of [
      minted.endorsements.tcbInfoIssuerChain.replaceAll("CERTIFICATE", "TRUSTED CERTIFICATE"),
      `subject=Intel\n${minted.endorsements.tcbInfoIssuerChain}`,
      `${minted.endorsements.tcbInfoIssuerChain}${root}`,
      encodeURIComponent(minted.endorsements.tcbInfoIssuerChain),
    ]) {
      const intel = { ...minted.endorsements, tcbInfoIssuerChain };
      const { verdict, codes } = await appraise(requestFor(minted, { endorsements: { intel } }));
      expect(verdict).toBe("contraindicated");
      expect(codes).toContain("TCB_INFO_CHAIN_INVALID");
    }
  });
});

describe("what is asked for", () => {
  it("pitfall 77: no PCK certificate, since the quote brings its own", async () => {
    const asked: string[] = [];
    const { endorsements } = offlineContext();
    const context = offlineContext({
      endorsements: {
        get(request, at) {
          asked.push(request.item);
          return endorsements.get(request, at);
        },
      },
    });
    const { verdict } = await appraise(requestFor(await mint(), { endorsements: {} }), context);
    expect(verdict).toBe("indeterminate");
    expect(asked.toSorted()).toEqual([
      "intel.pckCrl",
      "intel.qeIdentity",
      "intel.rootCaCrl",
      "intel.tcbInfo",
    ]);
  });
});

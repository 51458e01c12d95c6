import { describe, expect, it } from "vitest";
import { toHex } from "@/lib/bytes/hex";
import type { CacheSpace, ContentCache } from "@/lib/crypto/content-cache";
import { fail, ok } from "@/lib/rats/result";
import { flipped, joinBytes } from "@/lib/simulator/byte-writer";
import { basicConstraints, type Extension } from "@/lib/simulator/certificate-writer";
import { bitString, boolean, der, octetString, sequence } from "@/lib/simulator/der-writer";
import {
  isvSvnLevel,
  tcbLevel,
  type QeIdentity,
  type TcbInfo,
} from "@/lib/simulator/intel/collateral-writer";
import type { MintedIntel, MintIntelOptions } from "@/lib/simulator/intel/mint-intel";
import { INTEL_NAMES } from "@/lib/simulator/intel/pki";
import { defaultPlatform } from "@/lib/simulator/intel/platform";
import { teeTcbSvn } from "@/lib/simulator/intel/reports";
import { endorsementKey, type EndorsementRequest } from "@/lib/trust/endorsement-source";
import { toPem } from "@/lib/x509/pem";
import {
  appraise,
  appraiseMinted,
  mint,
  offlineContext,
  requestFor,
} from "./testing/appraise-minted";
import { itJudges } from "./testing/matrix";

/** What other verifiers got wrong about collateral: VERIFICATION chapter 7, by its row numbers. */

const tcbInfo = (members: (info: TcbInfo) => unknown): MintIntelOptions => ({
  tcbInfo: { members },
});
const qeIdentity = (members: (identity: QeIdentity) => unknown): MintIntelOptions => ({
  qeIdentity: { members },
});
const firstLevel = (change: (tcb: TcbInfo["tcbLevels"][number]["tcb"]) => unknown) =>
  tcbInfo((info) => ({
    ...info,
    tcbLevels: info.tcbLevels.map((level, index) =>
      index === 0 ? { ...level, tcb: change(level.tcb) } : level,
    ),
  }));
/** One backend's memory: the content is the key. */
const simpleCache = (): ContentCache => {
  const spaces = new Map<string, Map<string, Promise<unknown>>>();
  return {
    remember<T>(space: CacheSpace<T>, content: string, compute: () => Promise<T>) {
      const known = spaces.get(space.name) ?? new Map<string, Promise<unknown>>();
      spaces.set(space.name, known);
      const found = known.get(content) ?? compute();
      known.set(content, found);
      // A space holds what its own `compute` made, so the type is the space's.
      return found as Promise<T>;
    },
  };
};
const mixed = (
  own: MintedIntel,
  other: MintedIntel,
  ...members: readonly (keyof MintedIntel["endorsements"])[]
) => ({
  evidence: requestFor(own).evidence,
  endorsements: {
    intel: {
      ...own.endorsements,
      ...Object.fromEntries(members.map((member) => [member, other.endorsements[member]])),
    },
  },
});

describe("the quoting enclave's identity", () => {
  itJudges([
    {
      name: "pitfall 1: an enclave of another signer can't act as quoting enclave",
      mint: { qe: { mrSigner: new Uint8Array(32).fill(0x66) } },
      code: "QE_IDENTITY_MISMATCH",
    },
    {
      name: "pitfall 1: an identity that was changed after it was signed",
      mint: { qeIdentity: { envelope: (text) => text.replace(`"isvprodid":2`, `"isvprodid":1`) } },
      code: "QE_IDENTITY_SIGNATURE_INVALID",
    },
    {
      name: "pitfall 34: bit 31 of MISCSELECT under a mask of bit 31",
      mint: {
        qe: { miscSelect: 0x80000000 },
        ...qeIdentity((identity) => ({
          ...identity,
          miscselect: "00000080",
          miscselectMask: "00000080",
        })),
      },
    },
    {
      name: "pitfall 34: bit 31 of MISCSELECT missing under a mask of bit 31",
      mint: qeIdentity((identity) => ({
        ...identity,
        miscselect: "00000080",
        miscselectMask: "00000080",
      })),
      code: "QE_IDENTITY_MISMATCH",
    },
    {
      name: "pitfall 39: a newer quoting enclave than the newest level",
      mint: { qe: { isvSvn: 9 } },
    },
  ]);

  describe("pitfall 42", async () => {
    const [tdx, sgx] = [await mint(), await mint({ tee: "sgx" })];
    itJudges([
      {
        name: "the identity of QE for TDX",
        request: mixed(tdx, sgx, "qeIdentity"),
        code: "QE_IDENTITY_INVALID",
        follows: ["QE_IDENTITY_MISMATCH"],
      },
      {
        name: "the identity of TD_QE for SGX",
        request: mixed(sgx, tdx, "qeIdentity"),
        code: "QE_IDENTITY_INVALID",
        follows: ["QE_IDENTITY_MISMATCH"],
      },
    ]);
  });

  describe("pitfall 101", async () => {
    const [tdx, sgx] = [await mint(), await mint({ tee: "sgx" })];
    itJudges([
      {
        name: "SGX TCB Info with a TDX quote",
        request: mixed(tdx, sgx, "tcbInfo"),
        code: "TCB_INFO_INVALID",
      },
      {
        name: "TDX TCB Info with an SGX quote",
        request: mixed(sgx, tdx, "tcbInfo"),
        code: "TCB_INFO_INVALID",
      },
    ]);
  });
});

describe("statuses", () => {
  const everyVersion: readonly MintIntelOptions[] = [
    { tee: "sgx" },
    { tee: "sgx", version: 4 },
    { tee: "sgx", version: 5 },
    {},
    { version: 5 },
  ];
  const outdated: MintIntelOptions = { statuses: { platform: "OutOfDate" } };
  itJudges([
    {
      name: "pitfalls 11 and 14: a revoked platform under a module that is up to date",
      mint: { statuses: { platform: "Revoked" } },
      code: "TCB_REVOKED",
    },
    ...everyVersion.map((form) => ({
      name: `pitfall 99: a revoked level in ${JSON.stringify(form)}`,
      mint: { ...form, statuses: { platform: "Revoked" } },
      request: { policy: "relaxed" },
      code: "TCB_REVOKED" as const,
    })),
    {
      name: "pitfalls 18 and 102: OutOfDate by default",
      mint: outdated,
      code: "TCB_STATUS_NOT_ACCEPTED",
    },
    {
      name: "pitfall 17: MRSIGNERSEAM that is not zero",
      mint: { td: { mrSignerSeam: flipped(new Uint8Array(48), 47) } },
      code: "TDX_MODULE_MISMATCH",
    },
    {
      name: "pitfall 17: a module below its lowest level",
      mint: { td: { teeTcbSvn: teeTcbSvn(1, 1, 3) } },
      code: "TCB_LEVEL_NOT_FOUND",
    },
    {
      name: "pitfall 17: a module of version 3 and no TDX_03",
      mint: {
        td: { teeTcbSvn: teeTcbSvn(6, 3, 3) },
        ...tcbInfo((info) => ({
          ...info,
          tdxModuleIdentities: info.tdxModuleIdentities?.filter(({ id }) => id !== "TDX_03"),
        })),
      },
      code: "TDX_MODULE_MISMATCH",
      follows: ["TCB_LEVEL_NOT_FOUND"],
    },
    {
      name: "pitfall 38: high SGX components don't make up for low TDX components",
      mint: {
        platform: { components: new Array<number>(16).fill(255) },
        td: { teeTcbSvn: teeTcbSvn(6, 1) },
      },
      code: "TCB_LEVEL_NOT_FOUND",
    },
    {
      name: "pitfall 48: a TEE_TCB_SVN of zeros matches a level of zeros only",
      mint: { td: { teeTcbSvn: new Uint8Array(16) } },
      code: "TCB_LEVEL_NOT_FOUND",
    },
    {
      name: "pitfall 70: older TCB data than the policy demands",
      mint: tcbInfo((info) => ({ ...info, tcbEvaluationDataNumber: 16 })),
      request: { policy: { extends: "strict", intel: { minTcbEvaluationDataNumber: 17 } } },
      code: "TCB_EVAL_DATA_NUMBER_TOO_LOW",
    },
    {
      name: "pitfall 71: the standard channel lags behind",
      request: { policy: { extends: "strict", intel: { minTcbEvaluationDataNumber: 18 } } },
      code: "TCB_EVAL_DATA_NUMBER_TOO_LOW",
    },
  ]);

  it("pitfalls 15 and 16: a TD that should be relaunched is not simply out of date", async () => {
    const level = (svn: number, status: string) =>
      tcbLevel({ ...defaultPlatform, tdx: [0, 0, svn], status });
    const { result } = await appraiseMinted({
      version: 5,
      td: { teeTcbSvn: teeTcbSvn(6, 1, 3), teeTcbSvn2: teeTcbSvn(6, 1, 5) },
      ...tcbInfo((info) => ({ ...info, tcbLevels: [level(5, "UpToDate"), level(3, "OutOfDate")] })),
    });
    expect(result?.tcb?.status).toBe("TDRelaunchAdvised");
  });

  it("pitfall 72: the module's date counts", async () => {
    const date = "2021-11-10T00:00:00Z";
    const { result } = await appraiseMinted(
      tcbInfo((info) => ({
        ...info,
        tdxModuleIdentities: info.tdxModuleIdentities?.map((identity) => ({
          ...identity,
          tcbLevels: [isvSvnLevel({ isvSvn: 1, status: "UpToDate", date })],
        })),
      })),
    );
    expect(result?.tcb?.date).toBe(date);
  });
});

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

describe("certificates", () => {
  const code = "PCK_CHAIN_INVALID" as const;
  const follows = [
    "ROOT_CA_UNTRUSTED",
    "ROOT_CRL_INVALID",
    "PCK_CRL_INVALID",
    "COLLATERAL_UNAVAILABLE",
  ] as const;
  const pckExtension = (extension: Extension): MintIntelOptions => ({
    certificates: {
      pck: (spec) => ({
        ...spec,
        extensions: [...spec.extensions.filter(({ oid }) => oid !== extension.oid), extension],
      }),
    },
  });
  itJudges([
    { name: "pitfall 12: a leaf of the Processor CA", mint: { platform: { ca: "processor" } } },
    {
      name: "pitfall 23: TCB Info signed by a PCK leaf",
      mint: {
        certificates: {
          tcbSigner: (spec, { keys }) => ({ ...spec, subject: INTEL_NAMES.pck, key: keys.pck }),
        },
      },
      code: "TCB_INFO_CHAIN_INVALID",
    },
    {
      name: "pitfall 23: a TCB signer in place of the PCK leaf",
      mint: {
        certificates: {
          pck: (spec, { keys }) => ({
            ...spec,
            subject: INTEL_NAMES.tcbSigner,
            key: keys.tcbSigner,
          }),
        },
      },
      code,
    },
    ...[10_000, 100].map((depth) => ({
      name: `pitfall 25: DER nested ${depth} deep`,
      mint: pckExtension({ oid: "1.2.840.113741.1.13.1", critical: false, value: nested(depth) }),
      code,
      follows,
    })),
    {
      name: "pitfall 36: a PPID of 15 bytes",
      mint: {
        sgxExtension: {
          entries: (entries) =>
            entries.map((entry) =>
              entry.suffix === "1" ? { ...entry, value: octetString(new Uint8Array(15)) } : entry,
            ),
        },
      },
      code,
      follows,
    },
    {
      name: "pitfall 67: a public key that is a byte short",
      mint: {
        certificates: {
          pck: (spec) => ({
            ...spec,
            key: {
              ...spec.key,
              spki: sequence(
                spec.key.spki.subarray(2, 23),
                bitString(joinBytes([Uint8Array.of(4), spec.key.point.subarray(1)])),
              ),
            },
          }),
        },
      },
      code,
      follows,
    },
    {
      name: "pitfall 87: four certificates",
      mint: { chains: { pck: (chain, { tcbSigner }) => [...chain, tcbSigner] } },
      code,
      follows,
    },
    {
      name: "pitfall 87: the right certificates in another order",
      mint: { chains: { pck: (chain) => chain.toReversed() } },
      code,
      follows: [...follows, "QE_REPORT_SIGNATURE_INVALID"],
    },
    {
      name: "pitfall 88: a critical extension that nobody knows",
      mint: pckExtension({ oid: "1.3.6.1.4.1.99999.9", critical: true, value: boolean(true) }),
      code,
      follows,
    },
    {
      name: "pitfall 92: DER that is not canonical, signed as it stands",
      mint: pckExtension({ ...basicConstraints(false), value: Uint8Array.of(0x30, 0x81, 0x00) }),
      code,
      follows,
    },
    {
      name: "pitfall 92: a TRUE of 0x01, signed as it stands",
      mint: {
        certificates: {
          pckCa: (spec) => ({
            ...spec,
            extensions: spec.extensions.map((extension) =>
              extension.oid === basicConstraints(true).oid
                ? {
                    ...extension,
                    value: sequence(der(0x01, Uint8Array.of(0x01)), der(0x02, Uint8Array.of(0))),
                  }
                : extension,
            ),
          }),
        },
      },
      code,
      follows,
    },
  ]);

  function nested(depth: number): Uint8Array {
    let value = Uint8Array.of(0x05, 0x00);
    for (let level = 0; level < depth; level += 1) value = new Uint8Array(sequence(value));
    return value;
  }
});

describe("revocation", () => {
  itJudges([
    {
      name: "pitfall 31: a PCK CRL that a stranger signed",
      mint: { pckCrl: (spec, { keys }) => ({ ...spec, signer: keys.stranger }) },
      code: "PCK_CRL_INVALID",
    },
    {
      name: "pitfalls 31 and 101: a root CRL that a stranger signed",
      mint: { rootCrl: (spec, { keys }) => ({ ...spec, signer: keys.stranger }) },
      code: "ROOT_CRL_INVALID",
    },
    {
      name: "pitfall 32: a list that can't be read is not an empty list",
      mint: { pckCrlBytes: (crl) => crl.subarray(0, 60) },
      code: "PCK_CRL_INVALID",
    },
    {
      name: "pitfall 69: a list that never ends",
      mint: { pckCrl: (spec) => ({ ...spec, nextUpdate: null }) },
      code: "PCK_CRL_INVALID",
    },
    {
      name: "pitfall 73: a NUL behind the DER",
      mint: { pckCrlBytes: (crl) => joinBytes([crl, Uint8Array.of(0)]) },
      code: "PCK_CRL_INVALID",
    },
  ]);

  describe("pitfall 33", async () => {
    const [platform, processor] = [await mint(), await mint({ platform: { ca: "processor" } })];
    itJudges([
      {
        name: "the Processor CA's list for a leaf of the Platform CA",
        request: mixed(platform, processor, "pckCrl", "pckCrlIssuerChain"),
        code: "PCK_CRL_INVALID",
      },
    ]);
  });

  it("pitfall 100: each CA's leaf is looked up in its own list when both are known", async () => {
    const [platform, processor] = [await mint(), await mint({ platform: { ca: "processor" } })];
    const lists = new Map(
      [platform, processor].map((minted, index) => [
        `intel/crl/pck/${index === 0 ? "platform" : "processor"}`,
        { body: minted.endorsements.pckCrl, issuerChain: minted.endorsements.pckCrlIssuerChain },
      ]),
    );
    const asked: string[] = [];
    const get = (request: EndorsementRequest) => {
      const key = endorsementKey(request);
      asked.push(key);
      const list = lists.get(key);
      const item = { request, origin: "cache", upstream: null, retrievedAt: null } as const;
      return Promise.resolve(list ? ok({ ...item, ...list }) : fail("COLLATERAL_UNAVAILABLE", key));
    };
    const context = offlineContext({ endorsements: { get } });
    for (const minted of [platform, processor]) {
      const intel = { ...minted.endorsements, pckCrl: undefined, pckCrlIssuerChain: undefined };
      const { verdict } = await appraise(requestFor(minted, { endorsements: { intel } }), context);
      expect(verdict).toBe("affirming");
    }
    expect(asked).toEqual(["intel/crl/pck/platform", "intel/crl/pck/processor"]);
  });
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

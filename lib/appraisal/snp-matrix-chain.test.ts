import { beforeAll, describe, expect, it } from "vitest";
import { fromBase64, toBase64 } from "@/lib/bytes/base64";
import type { AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import { ok } from "@/lib/rats/result";
import { basicConstraints, keyUsage } from "@/lib/simulator/certificate-writer";
import { createRsaKey, type RsaScheme } from "@/lib/simulator/amd/rsa-key";
import { amdName, type AmdCertificateSpec } from "@/lib/simulator/amd/pki";
import type { MintedSnp, MintSnpOptions } from "@/lib/simulator/amd/mint-snp";
import { pattern } from "@/lib/simulator/byte-writer";
import { testSubtle } from "@/lib/simulator/testing/test-keys";
import { octetString } from "@/lib/simulator/der-writer";
import { appraise, offlineContext, mintedRequest } from "./testing/appraise-minted";
import { appraiseSnp, mintSnpShared, sharedAmdPki } from "./testing/appraise-snp";
import { itJudgesSnp, type SnpCase } from "./testing/snp-matrix";

beforeAll(async () => void (await sharedAmdPki()), 60_000);

const empty = new Uint8Array();
const chain = "VCEK_CHAIN_INVALID vek.chain";
const withKey = (change: Partial<AmdCertificateSpec>): MintSnpOptions => ({
  certificates: { key: (spec) => ({ ...spec, ...change }) },
});
const withAsk = (change: Partial<AmdCertificateSpec>): MintSnpOptions => ({
  certificates: { ask: (spec) => ({ ...spec, ...change }) },
});
const withArk = (change: Partial<AmdCertificateSpec>): MintSnpOptions => ({
  certificates: { ark: (spec) => ({ ...spec, ...change }) },
});

describe("how certificates are signed", () => {
  const schemes: readonly { name: string; scheme: RsaScheme; stated?: RsaScheme }[] = [
    { name: "a salt of 20 bytes", scheme: { padding: "pss", hash: "SHA-384", saltLength: 20 } },
    { name: "SHA-256", scheme: { padding: "pss", hash: "SHA-256", saltLength: 32 } },
    { name: "PKCS #1", scheme: { padding: "pkcs1", hash: "SHA-384" } },
    {
      name: "pitfall 93: other parameters than those that it names",
      scheme: { padding: "pss", hash: "SHA-384", saltLength: 48 },
      stated: { padding: "pss", hash: "SHA-256", saltLength: 32 },
    },
    {
      name: "another salt than the one that it names",
      scheme: { padding: "pss", hash: "SHA-384", saltLength: 20 },
      stated: { padding: "pss", hash: "SHA-384", saltLength: 48 },
    },
  ];
  itJudgesSnp(
    schemes.flatMap(({ name, scheme, stated }): readonly SnpCase[] => {
      const change = { scheme, ...(stated ? { statedScheme: stated } : {}) };
      return [
        { name: `refuses a VCEK signed with ${name}`, mint: withKey(change), reason: chain },
        { name: `refuses an ASK signed with ${name}`, mint: withAsk(change), reason: chain },
        { name: `refuses an ARK signed with ${name}`, mint: withArk(change), reason: chain },
      ];
    }),
  );
});

describe("who issues whom", () => {
  itJudgesSnp([
    { name: "accepts ARK before ASK", mint: { chain: (ders) => [...ders].reverse() } },
    {
      name: "pitfall 87: refuses a third certificate in the chain",
      mint: { chain: ([ask, ark]) => (ask && ark ? [ask, ark, ark] : []) },
      reason: chain,
    },
    {
      name: "refuses a chain without ARK",
      mint: { chain: (ders) => ders.slice(0, 1) },
      reason: chain,
    },
    {
      name: "refuses an ASK that is no CA",
      mint: {
        certificates: { ask: (spec) => ({ ...spec, extensions: [basicConstraints(false)] }) },
      },
      reason: chain,
    },
    {
      name: "refuses an ASK that may not sign certificates",
      mint: {
        certificates: {
          ask: (spec) => ({
            ...spec,
            extensions: [basicConstraints(true, 0), keyUsage("digitalSignature")],
          }),
        },
      },
      reason: chain,
    },
    {
      name: "refuses a VCEK that is a CA",
      mint: {
        certificates: {
          key: (spec) => ({ ...spec, extensions: [...spec.extensions, basicConstraints(true)] }),
        },
      },
      reason: chain,
    },
    {
      name: "pitfall 88: refuses a VCEK with an unknown critical extension",
      mint: {
        certificates: {
          key: (spec) => ({
            ...spec,
            extensions: [
              ...spec.extensions,
              { oid: "1.2.3.4", critical: true, value: octetString(new Uint8Array(1)) },
            ],
          }),
        },
      },
      reason: chain,
    },
    {
      name: "refuses a signature of the ASK that is changed",
      mint: withAsk({
        changeSignature: (bytes) => bytes.map((byte, i) => (i === 9 ? byte ^ 1 : byte)),
      }),
      reason: chain,
    },
    {
      name: "refuses an ASK of another product",
      mint: withAsk({ subject: amdName("SEV-Genoa") }),
      reason: chain,
      follows: ["VCEK_PRODUCT_MISMATCH vek.product"],
    },
    {
      name: "refuses a key on another curve",
      mint: { certificates: { key: (spec, { keys }) => ({ ...spec, spki: keys.p256.spki }) } },
      reason: chain,
    },
  ]);
});

describe("roles", () => {
  itJudgesSnp([
    {
      name: "pitfall 7: refuses a certificate called VCEK, as some verifiers spell it",
      mint: withKey({ subject: amdName("VCEK") }),
      reason: "VCEK_CHAIN_INVALID vek.role",
    },
    {
      name: "refuses a VCEK that an ASVK issued",
      mint: asIssued("vlek"),
      reason: "VCEK_CHAIN_INVALID vek.role",
      follows: ["VCEK_PRODUCT_MISMATCH vek.product"],
    },
    {
      name: "refuses a certificate with a hardware id and a provider",
      mint: {
        keyExtensions: (list) => [...list, { suffix: "5", value: Uint8Array.of(0x16, 1, 0x61) }],
      },
      reason: "VCEK_CHAIN_INVALID vek.role",
      follows: ["VCEK_PRODUCT_MISMATCH vek.product"],
    },
    {
      name: "refuses a certificate with neither",
      mint: { keyExtensions: (list) => list.filter(({ suffix }) => suffix !== "4") },
      reason: "VCEK_CHAIN_INVALID vek.role",
      follows: ["VCEK_PRODUCT_MISMATCH vek.product"],
    },
  ]);
});

/** A VCEK under the name and key of an ASVK. */
function asIssued(by: "vlek"): MintSnpOptions {
  return {
    certificates: {
      ask: (spec) => ({ ...spec, subject: amdName("SEV-VLEK-Milan") }),
      key: (spec) => ({ ...spec, issuer: amdName(`SEV-${by.toUpperCase()}-Milan`) }),
    },
  };
}

describe("no certificates", () => {
  itJudgesSnp([
    {
      name: "pitfall 46: leave the matter open, whatever the signature is",
      request: { endorsements: {} },
      reason: "COLLATERAL_UNAVAILABLE vek.chain",
      verdict: "indeterminate",
    },
    {
      name: "pitfall 105: never verify the claims of a VLEK's report",
      mint: { signer: "vlek" },
      request: { endorsements: {} },
      reason: "COLLATERAL_UNAVAILABLE vek.chain",
      verdict: "indeterminate",
    },
  ]);

  it("above a VCEK still let its signature and its chip be judged", async () => {
    const minted = await mintSnpShared({ byStranger: true, chip: { hwId: pattern(9, 64) } });
    const endorsements = { amd: { vcek: minted.endorsements.amd.vcek } };
    const { verdict, reasons, result } = await appraise(mintedRequest(minted, { endorsements }));
    expect(verdict).toBe("contraindicated");
    expect(reasons).toEqual([
      "VCEK_HWID_MISMATCH vek.hwId",
      "REPORT_SIGNATURE_INVALID report.signature",
      "COLLATERAL_UNAVAILABLE vek.chain",
    ]);
    expect(result?.claimsVerified).toBe(false);
  });
});

describe("a VLEK in the place of a VCEK", () => {
  it("pitfall 119: is refused, although it would spare the comparison of the chip", async () => {
    const minted = await mintSnpShared({ signer: "vlek", report: { keyInfo: 0 } });
    const { vlek, ...rest } = minted.endorsements.amd;
    const endorsements = { amd: { ...rest, vcek: vlek } };
    const { verdict, reasons } = await appraise(mintedRequest(minted, { endorsements }));
    expect(verdict).toBe("contraindicated");
    expect(reasons).toContain("VCEK_CHAIN_INVALID vek.role");
  });

  it("pitfall 5: is refused the other way round", async () => {
    const minted = await mintSnpShared({ report: { keyInfo: 1 << 2 } });
    const { vcek, ...rest } = minted.endorsements.amd;
    const endorsements = { amd: { ...rest, vlek: vcek } };
    const { verdict, reasons } = await appraise(mintedRequest(minted, { endorsements }));
    expect(verdict).toBe("contraindicated");
    expect(reasons).toContain("VCEK_CHAIN_INVALID vek.role");
  });
});

describe("the root", () => {
  itJudgesSnp([
    {
      name: "pitfall 2: refuses a chain of its own making, whatever its names",
      request: { trustAnchors: undefined },
      reason: "ROOT_CA_UNTRUSTED vek.root",
    },
    {
      name: "pitfall 4: refuses an ARK that did not sign itself, although its key is the pinned one",
      mint: withArk({ changeSignature: (bytes) => bytes.map((byte) => byte ^ 1) }),
      reason: chain,
    },
  ]);

  it("refuses an ARK with an RSA key of 2048 bits", async () => {
    const pki = await sharedAmdPki();
    const ark = await createRsaKey(testSubtle(), 2048);
    const { reasons } = await appraiseSnp({ pki: { ...pki, keys: { ...pki.keys, ark } } });
    expect(reasons).toEqual([chain]);
  });

  it("pitfall 3: refuses an ARK that only the answer of a service vouches for", async () => {
    const other = await mintSnpShared({ product: "Genoa" });
    const { reasons } = await appraiseSnp({}, { trustAnchors: other.trustAnchors });
    expect(reasons).toEqual(["ROOT_CA_UNTRUSTED vek.root"]);
  });
});

describe("validity", () => {
  const early = { notBefore: "2027-01-01T00:00:00Z" };
  const late = { notAfter: "2026-05-31T23:59:59Z" };
  const reason = "VCEK_EXPIRED vek.validity";
  itJudgesSnp([
    { name: "pitfall 75: refuses an expired VCEK", mint: withKey(late), reason },
    { name: "refuses a VCEK that is not valid yet", mint: withKey(early), reason },
    { name: "pitfall 95: refuses an expired ASK", mint: withAsk(late), reason },
    { name: "refuses an ASK that is not valid yet", mint: withAsk(early), reason },
    { name: "refuses an expired ARK", mint: withArk(late), reason },
    { name: "refuses an ARK that is not valid yet", mint: withArk(early), reason },
  ]);
});

describe("the product", () => {
  const reason = "VCEK_PRODUCT_MISMATCH vek.product";
  itJudgesSnp([
    {
      name: "refuses a Genoa certificate for a Milan processor",
      mint: { chip: { productName: "Genoa" } },
      reason,
    },
    {
      name: "refuses a processor of Genoa under Milan's chain",
      mint: { report: { cpuModel: 0x11 } },
      reason,
    },
    {
      name: "knows Bergamo and Siena by Genoa's root",
      mint: { product: "Genoa", report: { cpuModel: 0xaf } },
    },
    {
      name: "pitfall 10: refuses a model that no known root certifies",
      mint: { report: { cpuModel: 0xb0 } },
      reason: "REPORT_FORMAT_UNSUPPORTED format.report.cpuModel",
    },
    {
      name: "refuses Venice, whose root is not known",
      mint: { product: "Turin", report: { cpuModel: 0x50 } },
      reason: "REPORT_FORMAT_UNSUPPORTED format.report.cpuModel",
    },
    {
      name: "refuses a product name that nobody knows",
      mint: { report: { version: 2 }, chip: { productName: "Rome" } },
      reason: "VCEK_CHAIN_INVALID vek.role",
      follows: [reason, "VCEK_CHAIN_INVALID vek.chain"],
    },
  ]);
});

describe("the revocation list", () => {
  const invalid = "AMD_CRL_INVALID crl.ark";
  const expired = "AMD_CRL_EXPIRED crl.ark";
  itJudgesSnp([
    {
      name: "names the ASK",
      mint: { crl: (spec) => ({ ...spec, revoked: [0x10001n] }) },
      reason: "VCEK_REVOKED ask.revocation",
    },
    {
      name: "names the ASVK",
      mint: { signer: "vlek", crl: (spec) => ({ ...spec, revoked: [7n, 0x10002n] }) },
      reason: "VCEK_REVOKED ask.revocation",
    },
    {
      name: "pitfall 31: is signed by another key",
      mint: { crl: (spec) => ({ ...spec, changeSignature: (bytes) => bytes.map((b) => b ^ 1) }) },
      reason: invalid,
    },
    {
      name: "is signed with other parameters",
      mint: {
        crl: (spec) => ({ ...spec, scheme: { padding: "pss", hash: "SHA-384", saltLength: 20 } }),
      },
      reason: invalid,
    },
    {
      name: "is of another issuer",
      mint: { crl: (spec) => ({ ...spec, issuer: amdName("ARK-Genoa") }) },
      reason: invalid,
    },
    {
      name: "pitfall 69: has no end",
      mint: { crl: (spec) => ({ ...spec, nextUpdate: null }) },
      reason: invalid,
    },
    {
      name: "is past its end",
      mint: { crl: (spec) => ({ ...spec, nextUpdate: "2026-05-31T23:59:59Z" }) },
      reason: expired,
    },
    {
      name: "is not valid yet",
      mint: { crl: (spec) => ({ ...spec, thisUpdate: "2026-06-01T00:00:01Z" }) },
      reason: expired,
    },
  ]);

  it("pitfall 32: is no empty list when it can't be read", async () => {
    const minted = await mintSnpShared();
    const crl = toBase64((fromBase64(minted.endorsements.amd.crl ?? "") ?? empty).subarray(0, 300));
    const endorsements = { amd: { ...minted.endorsements.amd, crl } };
    expect((await appraise(mintedRequest(minted, { endorsements }))).reasons).toEqual([invalid]);
  });

  describe("that is missing", () => {
    const without = async (policy: AppraisalPolicy) => {
      const minted = await mintSnpShared();
      const endorsements = { amd: { ...minted.endorsements.amd, crl: undefined } };
      return appraise(mintedRequest(minted, { endorsements, policy }));
    };

    it("is said and changes nothing when nobody asks for it", async () => {
      const { verdict, result } = await without({ extends: "relaxed" });
      expect(verdict).toBe("affirming");
      expect(result?.checks.find(({ id }) => id === "crl.ark")?.status).toBe("skip");
      expect(result?.claimsVerified).toBe(true);
    });

    it("pitfall 13: leaves the matter open when the policy asks for it", async () => {
      const { verdict, reasons } = await without({
        extends: "relaxed",
        sevSnp: { requireCrl: true },
      });
      expect(verdict).toBe("indeterminate");
      expect(reasons).toEqual(["COLLATERAL_UNAVAILABLE crl.ark"]);
    });
  });

  describe("that was kept", () => {
    const kept = async (minted: MintedSnp, policy: AppraisalPolicy = { extends: "relaxed" }) => {
      const body = minted.endorsements.amd.crl ?? "";
      const endorsements = { amd: { ...minted.endorsements.amd, crl: undefined } };
      return appraise(
        mintedRequest(minted, { endorsements, policy }),
        offlineContext({
          endorsements: {
            get: (request) =>
              Promise.resolve(
                ok({
                  ...{ request, body, issuerChain: null, origin: "cache" as const },
                  ...{ upstream: null, retrievedAt: null },
                }),
              ),
          },
        }),
      );
    };
    const past = { nextUpdate: "2026-05-31T23:59:59Z" };

    it("is as good as none when it does not cover the moment", async () => {
      const minted = await mintSnpShared({ crl: (spec) => ({ ...spec, ...past }) });
      expect((await kept(minted)).verdict).toBe("affirming");
    });

    it("fails when it does not cover the moment and the policy asks for one", async () => {
      const minted = await mintSnpShared({ crl: (spec) => ({ ...spec, ...past }) });
      const { reasons } = await kept(minted, { extends: "relaxed", sevSnp: { requireCrl: true } });
      expect(reasons).toEqual([expired]);
    });

    it("still tells of whom it names when it is past its end", async () => {
      const minted = await mintSnpShared({
        crl: (spec) => ({ ...spec, ...past, revoked: [0x10001n] }),
      });
      const { reasons } = await kept(minted);
      expect(reasons).toContain("VCEK_REVOKED ask.revocation");
    });
  });
});

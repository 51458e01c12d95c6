import { describe, expect, it } from "vitest";
import { fail, ok } from "@/lib/rats/result";
import { joinBytes } from "@/lib/simulator/byte-writer";
import { basicConstraints, type Extension } from "@/lib/simulator/certificate-writer";
import { bitString, boolean, der, octetString, sequence } from "@/lib/simulator/der-writer";
import type { MintIntelOptions } from "@/lib/simulator/intel/mint-intel";
import { INTEL_NAMES } from "@/lib/simulator/intel/pki";
import { endorsementKey, type EndorsementRequest } from "@/lib/trust/endorsement-source";
import {
  appraise,
  mint,
  offlineContext,
  requestFor,
  requestMixed,
} from "./testing/appraise-minted";
import { itJudges } from "./testing/matrix";

/** What other verifiers got wrong about certificates and revocation lists: docs/pitfalls.md, by its numbers. */

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
        request: requestMixed(platform, processor, ["pckCrl", "pckCrlIssuerChain"]),
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

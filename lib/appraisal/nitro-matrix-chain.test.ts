import { describe, expect, it } from "vitest";
import { fromHex } from "@/lib/bytes/hex";
import { joinBytes, pattern } from "@/lib/simulator/byte-writer";
import { NITRO_MINTED_AT, type MintNitroOptions } from "@/lib/simulator/aws/mint-nitro";
import { cbor, type CborPair } from "@/lib/simulator/cbor-writer";
import {
  appraiseDocument,
  itJudgesDocuments,
  mintDocument,
  type NitroCase,
} from "./testing/appraise-nitro";

const bytesOf = (hex: string) => fromHex(hex) ?? new Uint8Array(0);
const at = Date.parse(NITRO_MINTED_AT);
const iso = (offsetMs: number) => new Date(at + offsetMs).toISOString();

/** The members with one of them replaced; null leaves it out. */
const member =
  (key: string, value: Uint8Array | null) =>
  (members: readonly CborPair[]): readonly CborPair[] =>
    members.flatMap((entry): readonly CborPair[] =>
      entry[0] !== key ? [entry] : value === null ? [] : [[key, value]],
    );
const invalid = (name: string, mint: NitroCase["mint"] = {}): NitroCase => ({
  name,
  mint,
  code: "DOCUMENT_INVALID",
});

describe("certificate chain", () => {
  const chainInvalid = (name: string, mint: NitroCase["mint"] = {}): NitroCase => ({
    name,
    mint,
    code: "CERT_CHAIN_INVALID",
    check: "nitro.chain",
    follows: ["COSE_SIGNATURE_INVALID", "ROOT_CA_UNTRUSTED", "DOCUMENT_INVALID"],
  });
  itJudgesDocuments([
    chainInvalid("the bundle reversed", { bundle: (bundle) => bundle.toReversed() }),
    chainInvalid("an issuer left out", {
      bundle: (bundle) => [...bundle.slice(0, 2), ...bundle.slice(3)],
    }),
    chainInvalid("an issuer twice", {
      bundle: (bundle) => [...bundle, bundle[3] ?? new Uint8Array(0)],
    }),
    chainInvalid("the root twice", {
      bundle: (bundle) => [bundle[0] ?? new Uint8Array(0), ...bundle],
    }),
    chainInvalid("the leaf inside the bundle, too", {
      members: (members) => {
        const leaf = members.find(([key]) => key === "certificate")?.[1] ?? cbor.null;
        const bundle = members.find(([key]) => key === "cabundle")?.[1] ?? cbor.null;
        return member(
          "cabundle",
          joinBytes([Uint8Array.of(0x85), bundle.subarray(1), leaf]),
        )(members);
      },
    }),
    invalid("no bundle", { bundle: () => [] }),
    invalid("eight certificates in the bundle", {
      bundle: (bundle) => [...bundle, ...bundle],
    }),
    invalid("a certificate of 1,025 bytes", { leafBytes: () => pattern(1, 1025) }),
    invalid("an empty certificate", { leafBytes: () => new Uint8Array(0) }),
    chainInvalid("no certificate", { leafBytes: () => pattern(1, 600) }),
    chainInvalid("a NUL behind the leaf", {
      leafBytes: (der) => joinBytes([der, Uint8Array.of(0)]),
    }),
    chainInvalid("a leaf on P-256", {
      certificates: { enclave: (spec, { keys }) => ({ ...spec, key: keys.p256 }) },
    }),
    chainInvalid("a leaf signed with SHA-256", {
      certificates: { enclave: (spec) => ({ ...spec, hash: "SHA-256" }) },
    }),
    chainInvalid("a leaf that is a CA", {
      certificates: {
        enclave: (spec) => ({
          ...spec,
          extensions: spec.extensions.map((one) =>
            one.oid === "2.5.29.19" ? { ...one, value: bytesOf("30030101ff") } : one,
          ),
        }),
      },
    }),
    chainInvalid("a leaf by another issuer's key", {
      certificates: { enclave: (spec, { keys }) => ({ ...spec, signer: keys.stranger }) },
    }),
    chainInvalid("an issuer that is no CA", {
      certificates: {
        instance: (spec) => ({
          ...spec,
          extensions: spec.extensions.filter(({ oid }) => oid !== "2.5.29.19"),
        }),
      },
    }),
    chainInvalid("an issuer that may not sign certificates", {
      certificates: {
        zonal: (spec) => ({
          ...spec,
          extensions: spec.extensions.filter(({ oid }) => oid !== "2.5.29.15"),
        }),
      },
    }),
    chainInvalid("a path that is longer than its root allows", {
      certificates: {
        regional: (spec) => ({
          ...spec,
          extensions: spec.extensions.map((one) =>
            one.oid === "2.5.29.19" ? { ...one, value: bytesOf("30060101ff020101") } : one,
          ),
        }),
      },
    }),
    chainInvalid("a leaf with an unknown critical extension", {
      certificates: {
        enclave: (spec) => ({
          ...spec,
          extensions: [
            ...spec.extensions,
            { oid: "1.3.6.1.4.1.99999.1", critical: true, value: bytesOf("0500") },
          ],
        }),
      },
    }),
    {
      name: "the simulator's root without anybody trusting it",
      request: { trustAnchors: undefined },
      code: "ROOT_CA_UNTRUSTED",
    },
  ]);
});

describe("a self-made root with the right names", () => {
  const selfMade: MintNitroOptions = {
    certificates: {
      root: (spec, { keys }) => ({
        ...spec,
        key: keys.stranger,
        signer: keys.stranger,
        extensions: spec.extensions.filter(({ oid }) => oid !== "2.5.29.14"),
      }),
      regional: (spec, { keys }) => ({
        ...spec,
        signer: keys.stranger,
        extensions: spec.extensions.filter(({ oid }) => oid !== "2.5.29.35"),
      }),
    },
  };

  it("pitfall 2: is compared with the pinned one, never believed because the bundle carries it", async () => {
    const { trustAnchors } = await mintDocument();
    const { verdict, reasons } = await appraiseDocument(selfMade, { trustAnchors });
    expect(verdict).toBe("contraindicated");
    expect(reasons).toEqual(["ROOT_CA_UNTRUSTED nitro.root"]);
    expect((await appraiseDocument(selfMade)).verdict).toBe("affirming");
  });
});

describe("time", () => {
  const expired: Pick<NitroCase, "code" | "check"> = {
    code: "CERT_EXPIRED",
    check: "nitro.validity",
  };
  itJudgesDocuments([
    { name: "the last second of the leaf", request: { verifyAt: iso(3 * 3_600_000) } },
    { name: "a second later", request: { verifyAt: iso(3 * 3_600_000 + 1000) }, ...expired },
    { name: "the first second of the leaf", request: { verifyAt: iso(-4000) } },
    { name: "a second before", request: { verifyAt: iso(-5000) }, ...expired },
    {
      name: "an expired issuer",
      mint: { certificates: { zonal: (spec) => ({ ...spec, notAfter: "2026-05-31T23:59:59Z" }) } },
      ...expired,
    },
    {
      name: "an expired root",
      mint: { certificates: { root: (spec) => ({ ...spec, notAfter: "2026-05-31T23:59:59Z" }) } },
      ...expired,
    },
    {
      name: "a timestamp from before the certificate",
      mint: { timestamp: at - 60_000 },
      code: "DOCUMENT_INVALID",
      check: "document.timestamp",
    },
    {
      name: "a timestamp from after the certificate",
      mint: { timestamp: at + 4 * 3_600_000 },
      code: "DOCUMENT_INVALID",
      check: "document.timestamp",
    },
    {
      name: "a timestamp six minutes ahead",
      mint: { timestamp: at + 360_000 },
      code: "DOCUMENT_INVALID",
      check: "document.timestamp",
    },
    { name: "a timestamp four minutes ahead", mint: { timestamp: at + 240_000 } },
    {
      name: "a document of six minutes ago where five are allowed",
      request: {
        verifyAt: iso(360_000),
        policy: { extends: "relaxed", maxAgeSeconds: 300 },
      },
      code: "EVIDENCE_TOO_OLD",
    },
  ]);
});

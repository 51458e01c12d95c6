import { describe, expect, it } from "vitest";
import { toHex } from "@/lib/bytes/hex";
import type { EvidenceScheme, Verification } from "@/lib/evidence/scheme";
import { nitroScheme } from "@/lib/evidence/nitro";
import { evaluatePolicy } from "@/lib/policy/evaluate-policy";
import { joinBytes, pattern } from "@/lib/simulator/byte-writer";
import { defaultPcrs } from "@/lib/simulator/aws/mint-nitro";
import { cbor } from "@/lib/simulator/cbor-writer";
import { createSigningKey } from "@/lib/simulator/signing-key";
import { appraise } from "./testing/appraise-minted";
import { appraiseDocument, mintDocument, nitroRequest } from "./testing/appraise-nitro";

/** Order of the P-384 group (FIPS 186-4, D.1.2.4). */
const P384_ORDER = BigInt(
  "0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973",
);

function scalar(value: bigint): Uint8Array {
  const hex = value.toString(16).padStart(96, "0");
  return Uint8Array.from({ length: 48 }, (_, i) => parseInt(hex.slice(i * 2, i * 2 + 2), 16));
}

function asNumber(bytes: Uint8Array): bigint {
  return BigInt(`0x${toHex(bytes)}`);
}

describe("envelope and keys", () => {
  it("pitfall 53: an algorithm as text, or a self-signed leaf on another curve, is a clean refusal", async () => {
    const text = await appraiseDocument({
      protectedHeader: cbor.map([1, cbor.text("ES384")]),
    });
    expect(text.codes).toEqual(["COSE_ALGORITHM_REJECTED"]);

    const p256 = await createSigningKey(globalThis.crypto.subtle, "P-256");
    const selfSigned = await appraiseDocument({
      certificates: {
        enclave: (spec) => ({ ...spec, issuer: spec.subject, key: p256, signer: p256 }),
      },
    });
    expect(selfSigned.verdict).toBe("contraindicated");
    expect(selfSigned.codes).toContain("CERT_CHAIN_INVALID");
    // SubjectPublicKeyInfo of a P-521 key: the OID of secp521r1 and a point of zeros.
    const header = "30819b301006072a8648ce3d020106052b81040023038186000400";
    const p521 = Uint8Array.from([...hexBytes(header), ...new Uint8Array(131)]);
    const large = await appraiseDocument({
      certificates: {
        enclave: (spec) => ({ ...spec, key: { ...spec.key, spki: p521 } }),
      },
    });
    expect(large.verdict).toBe("contraindicated");
    expect(large.codes).toContain("CERT_CHAIN_INVALID");
  });

  it.each([
    ["r = 0", () => joinBytes([new Uint8Array(48), scalar(1n)])],
    ["s = 0", () => joinBytes([scalar(1n), new Uint8Array(48)])],
    ["r = n", () => joinBytes([scalar(P384_ORDER), scalar(1n)])],
    ["s = n", () => joinBytes([scalar(1n), scalar(P384_ORDER)])],
    ["all zero", () => new Uint8Array(96)],
  ])("pitfall 68: a signature with %s is none", async (_name, signature) => {
    const { codes } = await appraiseDocument({ sign: () => Promise.resolve(signature()) });
    expect(codes).toEqual(["COSE_SIGNATURE_INVALID"]);
  });

  it("pitfall 68: the other form of a signature, n - s, verifies too and names no other evidence", async () => {
    const both: string[] = [];
    for (const isOther of [false, true]) {
      const { verdict, result } = await appraiseDocument({
        nonce: pattern(1, 16),
        sign: async (data, { keys }) => {
          const raw = await keys.enclave.sign(data);
          const s = asNumber(raw.subarray(48));
          return isOther ? joinBytes([raw.subarray(0, 48), scalar(P384_ORDER - s)]) : raw;
        },
      });
      expect(verdict).toBe("affirming");
      both.push(String(result?.claims?.attributes["nonce"]));
    }
    expect(new Set(both).size).toBe(1);
  });

  it("pitfall 92: a certificate that is not in DER is refused, not written anew", async () => {
    // The length of the outer SEQUENCE in three octets where two do.
    const { codes } = await appraiseDocument({
      leafBytes: (der) =>
        joinBytes([Uint8Array.of(0x30, 0x83, 0x00), der.subarray(2, 4), der.subarray(4)]),
    });
    expect(codes).toContain("CERT_CHAIN_INVALID");
  });
});

describe("debug", () => {
  it("pitfall 54: zero in PCR 0 to 2 is a debug enclave, refused by default", async () => {
    for (const policy of ["strict", "moderate", "relaxed"]) {
      const { verdict, codes, result } = await appraiseDocument({ isDebug: true }, { policy });
      expect(verdict).toBe("contraindicated");
      expect(codes).toContain("DEBUG_ENABLED");
      expect(result?.claims?.debug).toBe(true);
    }
  });

  it("pitfall 54: pinning the zeros themselves does not make up for it", async () => {
    const zeros = ["00".repeat(48)];
    const { codes } = await appraiseDocument(
      { isDebug: true },
      { policy: { extends: "relaxed", nitro: { pcrs: { 0: zeros, 1: zeros, 2: zeros } } } },
    );
    expect(codes).toEqual(["DEBUG_ENABLED"]);
  });
});

describe("decoding is not verifying", () => {
  it("pitfall 55: an opened document has no claims, and the policy takes none but verified ones", async () => {
    const { evidence } = await mintDocument();
    const opened = nitroScheme.open(evidence);
    expect(opened.ok && Object.keys(opened.value).sort()).toEqual(
      ["carries", "format", "prepare", "productName"].sort(),
    );
    const unverified = {} as { scheme: EvidenceScheme; verification: Verification };
    // @ts-expect-error: only what `markVerified` has marked can be evaluated
    const neverCalled = () => evaluatePolicy({ rules: {}, assurance: "hardware", ...unverified });
    expect(neverCalled).toBeTypeOf("function");
  });

  it("pitfall 46: a document whose chain can't be read has no verified claims", async () => {
    const { verdict, result } = await appraiseDocument({ leafBytes: () => pattern(1, 300) });
    expect(verdict).toBe("contraindicated");
    expect(result?.claimsVerified).toBe(false);
  });
});

describe("chain", () => {
  it("pitfall 87: order and number of the certificates are fixed", async () => {
    const swapped = await appraiseDocument({
      bundle: ([root, regional, ...rest]) =>
        [regional, root, ...rest].filter((der) => der !== undefined),
    });
    expect(swapped.codes).toContain("CERT_CHAIN_INVALID");
    const extra = await appraiseDocument({
      bundle: (bundle) => [...bundle, ...bundle.slice(0, 1)],
    });
    expect(extra.codes).toContain("CERT_CHAIN_INVALID");
  });

  it("pitfall 88: an unknown critical extension anywhere in the chain is a refusal", async () => {
    for (const role of ["root", "regional", "zonal", "instance", "enclave"] as const) {
      const { codes } = await appraiseDocument({
        certificates: {
          [role]: (spec: { extensions: readonly object[] }) => ({
            ...spec,
            extensions: [
              ...spec.extensions,
              { oid: "1.2.3.4", critical: true, value: Uint8Array.of(5, 0) },
            ],
          }),
        },
      });
      expect(codes, role).toContain("CERT_CHAIN_INVALID");
    }
  });

  it("pitfall 35: a moment that is no date is refused before anything is compared with it", async () => {
    const minted = await mintDocument();
    const { verdict } = await appraise(nitroRequest(minted, { verifyAt: "never" }));
    expect(verdict).toBe("refused");
  });
});

describe("expectations", () => {
  it("pitfall 83: a register that the policy names and the document lacks is a mismatch, not a skip", async () => {
    const { codes } = await appraiseDocument(
      {},
      { policy: { extends: "relaxed", nitro: { pcrs: { 31: ["00".repeat(48)] } } } },
    );
    expect(codes).toEqual(["MEASUREMENT_MISMATCH"]);
  });

  it("pitfall 96: a wrong measurement decides the verdict", async () => {
    const { verdict, codes } = await appraiseDocument(
      {},
      { policy: { extends: "relaxed", nitro: { pcrs: { 0: ["ab".repeat(48)] } } } },
    );
    expect({ verdict, codes }).toEqual({
      verdict: "contraindicated",
      codes: ["MEASUREMENT_MISMATCH"],
    });
  });

  it("pitfall 110: a document without a nonce does not satisfy an expected one, and null matches nothing", async () => {
    for (const nonce of [null, new Uint8Array(0)]) {
      const { codes } = await appraiseDocument({ nonce }, { expected: { nonce: "00".repeat(32) } });
      expect(codes).toEqual(["NONCE_MISMATCH"]);
    }
    const empty = await appraiseDocument({ nonce: new Uint8Array(0) }, { expected: { nonce: "" } });
    expect(empty.verdict).not.toBe("affirming");
  });

  it("pitfall 113: no acceptable value matches nothing, and a policy that pins only another kind refuses", async () => {
    const none = await appraiseDocument(
      {},
      { policy: { extends: "relaxed", nitro: { pcrs: { 0: [] } } } },
    );
    expect(none.codes).toEqual(["MEASUREMENT_MISMATCH"]);
    const foreign = await appraiseDocument(
      {},
      { policy: { extends: "relaxed", intel: { tdx: { mrTd: ["00".repeat(48)] } } } },
    );
    expect(foreign.codes).toEqual(["MEASUREMENT_MISMATCH"]);
  });

  it("pitfall 114: registers that look right are worth nothing without the signature", async () => {
    const pcr0 = toHex(defaultPcrs()[0] ?? new Uint8Array(0));
    const { verdict, result } = await appraiseDocument(
      { sign: (data, { keys }) => keys.stranger.sign(data) },
      { policy: { extends: "relaxed", nitro: { pcrs: { 0: [pcr0] } } } },
    );
    expect(verdict).toBe("contraindicated");
    expect(result?.claimsVerified).toBe(false);
  });

  it("pitfall 51: expectations of 0, 1, 63 and 65 bytes for 64 bytes of user data are mismatches", async () => {
    const userData = pattern(5, 64);
    for (const length of [1, 63, 65]) {
      const wanted = joinBytes([userData, Uint8Array.of(0)]).subarray(0, length);
      const { codes } = await appraiseDocument(
        { userData },
        { expected: { userData: toHex(wanted) } },
      );
      expect(codes, `${length} bytes`).toEqual(["USER_DATA_MISMATCH"]);
    }
    const none = await appraiseDocument({ userData }, { expected: { userData: "" } });
    expect(none.verdict).not.toBe("affirming");
  });

  it("pitfall 90: inherited names are no registers", async () => {
    const rules = JSON.parse('{"extends":"relaxed","nitro":{"pcrs":{"__proto__":["x"]}}}');
    const { verdict } = await appraiseDocument({}, { policy: rules });
    expect(verdict).not.toBe("affirming");
  });
});

function hexBytes(hex: string): readonly number[] {
  return (hex.match(/../g) ?? []).map((byte) => parseInt(byte, 16));
}

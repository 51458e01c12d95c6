import { toHex } from "@/lib/bytes/hex";
import { utf8Bytes } from "@/lib/bytes/text";
import type { Endorsements } from "@/lib/rats/endorsements";
import type { Simulation } from "../simulated-evidence";
import { writeJwsTexts, type Members } from "../tokens/jws-writer";
import { DEFAULT_TOKEN_TIME, timesOf } from "../tokens/mint-token";
import { createTokenPki, keySetOf, trustAnchorsOf, type TokenPki } from "../tokens/pki";
import type { TokenSigner } from "../tokens/token-signer";

export interface MintCommitmentOptions {
  readonly pki: TokenPki;
  readonly vendor?: string;
  /** ISO 8601. Default: 2026-06-01T00:00:00Z. */
  readonly at?: string;
  readonly nonce?: Uint8Array | null;
  readonly modelDigest?: string;
  readonly form?: "compact" | "flattened JSON";
  readonly schema?: Members;
  readonly signer?: TokenSigner;
  /** Last changes before signing; JSON given as text stays as it is. */
  readonly changeHeader?: (header: Members) => Members | string;
  readonly changeClaims?: (claims: Members) => Members | string;
  readonly changeSignature?: (signature: Uint8Array) => Uint8Array;
}

export interface MintedCommitment {
  readonly evidence: Uint8Array;
  readonly endorsements: Endorsements;
  /** PEM */
  readonly trustAnchors: readonly string[];
  readonly at: string;
}

export const SIMULATED_VENDOR = "Simulated Vendor";

/** What a vendor could register for its commitments. */
export const SIMULATED_SCHEMA: Members = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object",
  required: ["model", "exp", "endpoint"],
  properties: {
    model: {
      type: "object",
      required: ["id", "version", "digest"],
      properties: {
        id: { type: "string", minLength: 1, maxLength: 100 },
        version: { type: "string", pattern: "^\\d{4}-\\d{2}$" },
        digest: { type: "string", pattern: "^sha256:[0-9a-f]{64}$" },
      },
      additionalProperties: false,
    },
    endpoint: { type: "string", format: "uri" },
    quantization: { enum: ["none", "fp8", "int4"] },
  },
};

/** A commitment for one day. */
export async function mintCommitment(options: MintCommitmentOptions): Promise<MintedCommitment> {
  const { pki, vendor = SIMULATED_VENDOR, at = DEFAULT_TOKEN_TIME, signer = pki.signer } = options;
  const header: Members = { alg: signer.alg, kid: signer.kid, typ: "vendor-commitment+jws" };
  const claims: Members = {
    iss: vendor,
    ...timesOf(at, 86_400),
    ...(options.nonce ? { nonce: toHex(options.nonce) } : {}),
    model: {
      id: "simulated-large-1",
      version: "2026-05",
      digest: options.modelDigest ?? `sha256:${"c3".repeat(32)}`,
    },
    endpoint: "https://api.vendor.invalid/v1",
    quantization: "none",
  };
  const texts = await writeJwsTexts({
    header: options.changeHeader?.(header) ?? header,
    claims: options.changeClaims?.(claims) ?? claims,
    signer,
    changeSignature: options.changeSignature,
  });
  const isCompact = options.form !== "flattened JSON";
  const text = isCompact
    ? `${texts.protected}.${texts.payload}.${texts.signature}`
    : JSON.stringify(texts, null, 2);
  const { keys } = await keySetOf(pki, Date.parse(at));
  return {
    evidence: utf8Bytes(text),
    endorsements: { vendor: { name: vendor, keys, schema: options.schema ?? SIMULATED_SCHEMA } },
    trustAnchors: trustAnchorsOf(pki),
    at,
  };
}

/** A vendor's commitment, signed with Ed25519. */
export const simulateCommitment: Simulation = {
  evidenceType: "vendor-commitment",
  measurementNames: ["modelDigest"],
  async simulate({ at, nonce, measurements, debug, tcb }, subtle) {
    if (debug) throw new RangeError("a commitment knows no debug mode");
    if (tcb !== "UpToDate") {
      throw new RangeError("a commitment says nothing of patch levels; only UpToDate is possible");
    }
    const { modelDigest, ...others } = measurements;
    const [unknown] = Object.keys(others);
    if (unknown !== undefined) throw new RangeError(`${unknown} is no measurement of a commitment`);
    const minted = await mintCommitment({
      pki: await createTokenPki("EdDSA", subtle),
      at: at.toISOString(),
      nonce,
      ...(modelDigest === undefined ? {} : { modelDigest }),
    });
    const { evidence, endorsements, trustAnchors } = minted;
    return { evidence, endorsements, trustAnchors, eventLog: null };
  },
};

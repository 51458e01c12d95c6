import { toBase64Url } from "@/lib/bytes/base64";

export const SIMULATED_ALGORITHMS = ["RS256", "PS384", "ES256", "ES384", "EdDSA"] as const;
export type SimulatedAlgorithm = (typeof SIMULATED_ALGORITHMS)[number];

/** A key that signs tokens: made on the spot, known to nobody, worth nothing. */
export interface TokenSigner {
  readonly alg: SimulatedAlgorithm;
  readonly kid: string;
  /** Public, without `kid`, `alg` and `use`. */
  readonly jwk: Readonly<Record<string, unknown>>;
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  /** 20 bytes for subject and authority key identifiers (RFC 7093, section 2). */
  readonly keyId: Uint8Array;
  sign(data: Uint8Array): Promise<Uint8Array>;
}

const publicExponent = Uint8Array.of(1, 0, 1);
/** How WebCrypto makes and uses the keys of each algorithm (RFC 7518 section 3.1, RFC 8037). */
const SCHEMES = {
  RS256: {
    make: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256", modulusLength: 2048, publicExponent },
    use: { name: "RSASSA-PKCS1-v1_5" },
  },
  PS384: {
    make: { name: "RSA-PSS", hash: "SHA-384", modulusLength: 2048, publicExponent },
    use: { name: "RSA-PSS", saltLength: 48 },
  },
  ES256: {
    make: { name: "ECDSA", namedCurve: "P-256" },
    use: { name: "ECDSA", hash: "SHA-256" },
  },
  ES384: {
    make: { name: "ECDSA", namedCurve: "P-384" },
    use: { name: "ECDSA", hash: "SHA-384" },
  },
  EdDSA: { make: { name: "Ed25519" }, use: { name: "Ed25519" } },
} as const satisfies Record<SimulatedAlgorithm, object>;

/** An RSA key takes a moment, so tests share one set. */
export async function createTokenSigner(
  subtle: SubtleCrypto,
  alg: SimulatedAlgorithm,
): Promise<TokenSigner> {
  const { make, use } = SCHEMES[alg];
  const pair = await subtle.generateKey(make, true, ["sign", "verify"]);
  if (!("privateKey" in pair)) throw new TypeError("the simulator makes key pairs only");
  const spki = new Uint8Array(await subtle.exportKey("spki", pair.publicKey));
  const { kty, crv, n, e, x, y } = await subtle.exportKey("jwk", pair.publicKey);
  const digest = new Uint8Array(await subtle.digest("SHA-256", spki));
  const members = Object.entries({ kty, crv, n, e, x, y });
  return {
    alg,
    kid: `simulation-${toBase64Url(digest.subarray(0, 12))}`,
    jwk: Object.fromEntries(members.filter(([, value]) => value !== undefined)),
    spki,
    keyId: digest.subarray(0, 20),
    sign: async (data) =>
      new Uint8Array(await subtle.sign(use, pair.privateKey, new Uint8Array(data))),
  };
}

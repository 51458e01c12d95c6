import { bitString, der, explicit, integer, objectIdentifier, sequence } from "../der-writer";

export type RsaHash = "SHA-256" | "SHA-384" | "SHA-512";

interface PssScheme {
  readonly padding: "pss";
  readonly hash: RsaHash;
  /** In bytes. */
  readonly saltLength: number;
  /** Writes out the trailer field although it has its default value, as AMD does in ARK and ASK. */
  readonly withTrailer?: boolean;
}

/** How an RSA key signs. */
export type RsaScheme = PssScheme | { readonly padding: "pkcs1"; readonly hash: RsaHash };

/** What AMD signs certificates and lists with. */
export const AMD_SCHEME: PssScheme = { padding: "pss", hash: "SHA-384", saltLength: 48 };

/** An RSA key of the simulator: made on the spot, known to nobody, worth nothing. */
export interface RsaSigningKey {
  /** DER SubjectPublicKeyInfo with rsaEncryption. */
  readonly spki: Uint8Array;
  /** 20 bytes for subject and authority key identifiers (RFC 7093, section 2). */
  readonly keyId: Uint8Array;
  sign(data: Uint8Array, scheme: RsaScheme): Promise<Uint8Array>;
}

/** Makes a key of `bits`; 4096 take a second or more. */
export async function createRsaKey(subtle: SubtleCrypto, bits = 4096): Promise<RsaSigningKey> {
  const pair = await subtle.generateKey(
    {
      name: "RSA-PSS",
      modulusLength: bits,
      publicExponent: Uint8Array.of(1, 0, 1),
      hash: "SHA-384",
    },
    true,
    ["sign", "verify"],
  );
  const spki = new Uint8Array(await subtle.exportKey("spki", pair.publicKey));
  // WebCrypto ties a key to one scheme, and a simulator has to sign with wrong ones too.
  const pkcs8 = await subtle.exportKey("pkcs8", pair.privateKey);
  const digest = new Uint8Array(await subtle.digest("SHA-256", spki));
  return {
    spki,
    keyId: digest.subarray(0, 20),
    async sign(data, scheme) {
      const name = scheme.padding === "pss" ? "RSA-PSS" : "RSASSA-PKCS1-v1_5";
      const key = await subtle.importKey("pkcs8", pkcs8, { name, hash: scheme.hash }, false, [
        "sign",
      ]);
      const saltLength = scheme.padding === "pss" ? scheme.saltLength : 0;
      return new Uint8Array(await subtle.sign({ name, saltLength }, key, new Uint8Array(data)));
    },
  };
}

const HASH_OIDS = {
  "SHA-256": "2.16.840.1.101.3.4.2.1",
  "SHA-384": "2.16.840.1.101.3.4.2.2",
  "SHA-512": "2.16.840.1.101.3.4.2.3",
} as const;
const PKCS1_OIDS = {
  "SHA-256": "1.2.840.113549.1.1.11",
  "SHA-384": "1.2.840.113549.1.1.12",
  "SHA-512": "1.2.840.113549.1.1.13",
} as const;
const NULL = der(0x05);

/** AlgorithmIdentifier of a signature (RFC 4055, sections 3.1 and 5). */
export function rsaAlgorithm(scheme: RsaScheme): Uint8Array {
  if (scheme.padding === "pkcs1") return sequence(objectIdentifier(PKCS1_OIDS[scheme.hash]), NULL);
  const hash = sequence(objectIdentifier(HASH_OIDS[scheme.hash]), NULL);
  return sequence(
    objectIdentifier("1.2.840.113549.1.1.10"),
    sequence(
      explicit(0, hash),
      explicit(1, sequence(objectIdentifier("1.2.840.113549.1.1.8"), hash)),
      explicit(2, integer(scheme.saltLength)),
      ...(scheme.withTrailer ? [explicit(3, integer(1))] : []),
    ),
  );
}

/** The outer SEQUENCE that certificates and lists share. `stated` is what the outer identifier names. */
export async function writeRsaSigned(signed: {
  readonly tbs: Uint8Array;
  readonly signer: RsaSigningKey;
  readonly scheme: RsaScheme;
  readonly stated: RsaScheme;
  readonly changeSignature?: ((signature: Uint8Array) => Uint8Array) | undefined;
}): Promise<Uint8Array> {
  const signature = await signed.signer.sign(signed.tbs, signed.scheme);
  const written = signed.changeSignature?.(signature) ?? signature;
  return sequence(signed.tbs, rsaAlgorithm(signed.stated), bitString(written));
}

import { rsaSpki } from "@/lib/crypto/rsa-key";
import { ByteWriter } from "../byte-writer";

export type TpmKeyKind = "rsa-2048" | "p-256" | "p-384" | "p-521";
type CurveKind = Exclude<TpmKeyKind, "rsa-2048">;

/** TPM_ECC_CURVE and the name of WebCrypto. */
const CURVES = {
  "p-256": { id: 0x0003, name: "P-256" },
  "p-384": { id: 0x0004, name: "P-384" },
  "p-521": { id: 0x0005, name: "P-521" },
} as const;
export type TpmHash = "sha256" | "sha384" | "sha512" | "sha1";
export type TpmScheme = "RSASSA" | "RSAPSS" | "ECDSA";

const HASH_IDS = { sha1: 0x0004, sha256: 0x000b, sha384: 0x000c, sha512: 0x000d } as const;
const HASH_NAMES = { sha1: "SHA-1", sha256: "SHA-256", sha384: "SHA-384", sha512: "SHA-512" };
const SCHEME_IDS = { RSASSA: 0x0014, RSAPSS: 0x0016, ECDSA: 0x0018 } as const;
const HASH_SIZES = { sha1: 20, sha256: 32, sha384: 48, sha512: 64 } as const;
const ALG_NULL = 0x0010;

/** fixedTPM, fixedParent, sensitiveDataOrigin, userWithAuth, restricted, sign. */
export const ATTESTATION_KEY_ATTRIBUTES = 0x0005_0072;

/** What TPMT_PUBLIC says beside the key itself. */
export interface PublicAreaFields {
  readonly attributes: number;
  readonly scheme: number;
  readonly schemeHash: number;
}

/** An attestation key of a TPM in software. */
export interface TpmKey {
  readonly kind: TpmKeyKind;
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  /** 20 bytes, for certificates. */
  readonly keyId: Uint8Array;
  /** x‖y of an elliptic key, modulus of an RSA key. */
  readonly material: Uint8Array;
  /** r‖s, or an RSA signature. `saltLength` is of RSAPSS alone; the hash's length when absent. */
  sign(
    data: Uint8Array,
    given: { readonly scheme: TpmScheme; readonly hash: TpmHash; readonly saltLength?: number },
  ): Promise<Uint8Array>;
}

export async function createTpmKey(subtle: SubtleCrypto, kind: TpmKeyKind): Promise<TpmKey> {
  return kind === "rsa-2048" ? createRsaKey(subtle) : createEllipticKey(subtle, kind);
}

export function hashId(hash: TpmHash): number {
  return HASH_IDS[hash];
}

export function digestName(hash: TpmHash): string {
  return HASH_NAMES[hash];
}

/** WebCrypto binds an RSA key to one scheme and one hash, so the private key is imported for each signature. */
async function createRsaKey(subtle: SubtleCrypto): Promise<TpmKey> {
  const pair = await subtle.generateKey(
    {
      name: "RSASSA-PKCS1-v1_5",
      hash: "SHA-256",
      modulusLength: 2048,
      publicExponent: Uint8Array.of(1, 0, 1),
    },
    true,
    ["sign"],
  );
  const privateKey = await subtle.exportKey("pkcs8", pair.privateKey);
  const { n = "" } = await subtle.exportKey("jwk", pair.publicKey);
  const modulus = base64UrlBytes(n);
  const spki = rsaSpki(modulus, Uint8Array.of(1, 0, 1));
  return {
    kind: "rsa-2048",
    spki,
    keyId: await keyIdOf(subtle, spki),
    material: modulus,
    async sign(data, { scheme, hash, saltLength = HASH_SIZES[hash] }) {
      const name = scheme === "RSAPSS" ? "RSA-PSS" : "RSASSA-PKCS1-v1_5";
      const algorithm = { name, hash: HASH_NAMES[hash] };
      const key = await subtle.importKey("pkcs8", privateKey, algorithm, false, ["sign"]);
      const signature = await subtle.sign({ name, saltLength }, key, new Uint8Array(data));
      return new Uint8Array(signature);
    },
  };
}

async function createEllipticKey(subtle: SubtleCrypto, kind: CurveKind): Promise<TpmKey> {
  const curve = CURVES[kind].name;
  const pair = await subtle.generateKey({ name: "ECDSA", namedCurve: curve }, false, ["sign"]);
  const raw = new Uint8Array(await subtle.exportKey("raw", pair.publicKey));
  const point = raw.subarray(1);
  const spki = new Uint8Array(await subtle.exportKey("spki", pair.publicKey));
  return {
    kind,
    spki,
    keyId: await keyIdOf(subtle, spki),
    material: point,
    sign: async (data, { hash }) =>
      new Uint8Array(
        await subtle.sign(
          { name: "ECDSA", hash: HASH_NAMES[hash] },
          pair.privateKey,
          new Uint8Array(data),
        ),
      ),
  };
}

async function keyIdOf(subtle: SubtleCrypto, spki: Uint8Array): Promise<Uint8Array> {
  const digest = await subtle.digest("SHA-256", new Uint8Array(spki));
  return new Uint8Array(digest).subarray(0, 20);
}

function base64UrlBytes(text: string): Uint8Array {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

/** TPMT_PUBLIC: TPM 2.0 Library, Part 2, “TPMT_PUBLIC”. */
export function writePublicArea(
  key: TpmKey,
  given: { readonly scheme: TpmScheme; readonly hash: TpmHash },
  changes: Partial<PublicAreaFields> = {},
): Uint8Array {
  const fields: PublicAreaFields = {
    attributes: ATTESTATION_KEY_ATTRIBUTES,
    scheme: SCHEME_IDS[given.scheme],
    schemeHash: HASH_IDS[given.hash],
    ...changes,
  };
  const writer = new ByteWriter()
    .u16be(key.kind === "rsa-2048" ? 0x0001 : 0x0023)
    .u16be(HASH_IDS.sha256)
    .u32be(fields.attributes)
    .u16be(0) // no policy
    .u16be(ALG_NULL) // no symmetric algorithm: the key decrypts nothing
    .u16be(fields.scheme);
  if (fields.scheme !== ALG_NULL) writer.u16be(fields.schemeHash);
  if (key.kind === "rsa-2048") {
    return sized(writer.u16be(2048).u32be(0), key.material).finish();
  }
  const size = key.material.length / 2;
  writer.u16be(CURVES[key.kind].id).u16be(ALG_NULL);
  return sized(sized(writer, key.material.subarray(0, size)), key.material.subarray(size)).finish();
}

/** TPMT_SIGNATURE over `data`. */
export async function writeSignature(
  key: TpmKey,
  data: Uint8Array,
  given: {
    readonly scheme: TpmScheme;
    readonly hash: TpmHash;
    readonly saltLength?: number;
    /** r‖s or the RSA signature, before it is written. */
    readonly change?: (signature: Uint8Array) => Uint8Array;
  },
): Promise<Uint8Array> {
  const { scheme, hash, change } = given;
  const signed = await key.sign(data, given);
  const signature = change?.(signed) ?? signed;
  const writer = new ByteWriter().u16be(SCHEME_IDS[scheme]).u16be(HASH_IDS[hash]);
  if (scheme !== "ECDSA") return sized(writer, signature).finish();
  const size = signature.length / 2;
  return sized(sized(writer, signature.subarray(0, size)), signature.subarray(size)).finish();
}

function sized(writer: ByteWriter, bytes: Uint8Array): ByteWriter {
  return writer.u16be(bytes.length).append(bytes);
}

import { ByteReader } from "@/lib/bytes/byte-reader";
import { concatBytes } from "@/lib/bytes/equal-bytes";
import { curves, type EllipticAlgorithm } from "@/lib/crypto/elliptic-key";
import { rsaSpki } from "@/lib/crypto/rsa-key";
import { fail, ok, type Result } from "@/lib/rats/result";
import {
  hashAlgorithm,
  hexId,
  signatureScheme,
  TPM_ALG,
  type HashAlgorithm,
  type SignatureScheme,
} from "./algorithms";
import { PlacedReader, type PlacedField } from "./placed-reader";

/** A TPMT_PUBLIC: what a TPM says of one of its keys. */
export interface PublicArea {
  readonly bytes: Uint8Array;
  /** Of the key's name. */
  readonly nameHash: HashAlgorithm;
  /** TPMA_OBJECT. */
  readonly attributes: number;
  /** Null: the key signs with any scheme. */
  readonly scheme: { readonly scheme: SignatureScheme; readonly hash: HashAlgorithm } | null;
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
}

/** TPMA_OBJECT, TPM 2.0 Library, Part 2, section “TPMA_OBJECT”. */
export const OBJECT_ATTRIBUTES = [
  { bit: 1, name: "fixedTPM", meaning: "the key never leaves this TPM" },
  { bit: 2, name: "stClear", meaning: "not usable after a TPM reset" },
  { bit: 4, name: "fixedParent", meaning: "the key never changes its parent" },
  { bit: 5, name: "sensitiveDataOrigin", meaning: "the TPM itself made the private key" },
  { bit: 6, name: "userWithAuth", meaning: "used with a password" },
  { bit: 7, name: "adminWithPolicy", meaning: "administered with a policy" },
  { bit: 10, name: "noDA", meaning: "not protected against guessing" },
  { bit: 11, name: "encryptedDuplication", meaning: "duplicated encrypted only" },
  { bit: 16, name: "restricted", meaning: "signs only what the TPM made itself" },
  { bit: 17, name: "decrypt", meaning: "decrypts" },
  { bit: 18, name: "sign", meaning: "signs" },
] as const;

const ATTESTATION_KEY_NEEDS = [
  "fixedTPM",
  "fixedParent",
  "sensitiveDataOrigin",
  "restricted",
  "sign",
] as const;

/**
 * What keeps this key from being an attestation key: it must be made by its TPM, never leave it, and sign only what the
 * TPM itself made; empty for a good one.
 */
export function attributeProblems({ attributes }: PublicArea): readonly string[] {
  const isSet = (name: string) =>
    OBJECT_ATTRIBUTES.some((entry) => entry.name === name && (attributes >>> entry.bit) & 1);
  return [
    ...ATTESTATION_KEY_NEEDS.filter((name) => !isSet(name)).map((name) => `${name} is clear`),
    ...(isSet("decrypt") ? ["decrypt is set"] : []),
  ];
}

const CURVES: Readonly<Record<number, EllipticAlgorithm>> = {
  0x0003: "ECDSA-P256-SHA256",
  0x0004: "ECDSA-P384-SHA384",
  0x0005: "ECDSA-P521-SHA512",
};

const MAX_POLICY = 64;
const MAX_MODULUS = 1024;
const MAX_COORDINATE = 66;
const DEFAULT_EXPONENT = 65537;

/** TPMT_PUBLIC, or TPM2B_PUBLIC, which is the same behind its size. Read to the last byte. */
export function parsePublicArea(bytes: Uint8Array): Result<PublicArea> {
  return readPublicArea(bytes).result;
}

/** The same, with the place of every field that could be read. */
export function readPublicArea(bytes: Uint8Array): {
  readonly result: Result<PublicArea>;
  readonly parts: readonly PlacedField[];
} {
  const size = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);
  const start = bytes.length > 2 && size === bytes.length - 2 ? 2 : 0;
  const reader = new PlacedReader(new ByteReader(bytes, start));
  return { result: read(bytes.subarray(start), reader), parts: reader.parts };
}

function read(bytes: Uint8Array, reader: PlacedReader): Result<PublicArea> {
  const type = reader.u16("type");
  const nameAlg = reader.u16("nameAlg");
  const attributes = reader.u32("objectAttributes");
  const policy = reader.sized("authPolicy", MAX_POLICY);
  if (reader.overrun) return truncated();
  const nameHash = hashAlgorithm(nameAlg);
  if (nameHash === null) return refused(`name algorithm ${hexId(nameAlg)}`, "nameAlg");
  if (policy === null) return refused("a policy of over 64 bytes", "authPolicy");
  if (type !== TPM_ALG.rsa && type !== TPM_ALG.ecc)
    return refused(`key type ${hexId(type)}`, "type");

  const symmetric = reader.u16("symmetric");
  if (symmetric !== TPM_ALG.null) reader.bytes("symmetricDetails", 4);
  const scheme = readScheme(reader);
  if (!scheme.ok) return scheme;
  const spki = type === TPM_ALG.rsa ? readRsa(reader) : readElliptic(reader);
  if (!spki.ok) return spki;
  if (reader.overrun) return truncated();
  return reader.remaining > 0
    ? fail("EVIDENCE_TRAILING_BYTES", `${reader.remaining} bytes follow the public area`, "ak")
    : ok({ bytes, nameHash, attributes, scheme: scheme.value, spki: spki.value });
}

function readScheme(reader: PlacedReader): Result<PublicArea["scheme"]> {
  const id = reader.u16("scheme");
  if (reader.overrun) return truncated();
  if (id === TPM_ALG.null) return ok(null);
  const scheme = signatureScheme(id);
  if (scheme === null) return refused(`signature scheme ${hexId(id)}`, "scheme");
  const hashId = reader.u16("schemeHash");
  if (reader.overrun) return truncated();
  const hash = hashAlgorithm(hashId);
  return hash === null
    ? refused(`signature hash ${hexId(hashId)}`, "schemeHash")
    : ok({ scheme, hash });
}

function readRsa(reader: PlacedReader): Result<Uint8Array> {
  const keyBits = reader.u16("keyBits");
  const exponent = reader.u32("exponent") || DEFAULT_EXPONENT;
  const modulus = reader.sized("modulus", MAX_MODULUS);
  if (reader.overrun) return truncated();
  if (modulus === null || modulus.length * 8 !== keyBits) {
    return refused(`a modulus that does not have ${keyBits} bits`, "modulus");
  }
  return ok(rsaSpki(modulus, bigEndian(exponent)));
}

function readElliptic(reader: PlacedReader): Result<Uint8Array> {
  const curveId = reader.u16("curve");
  const kdf = reader.u16("kdf");
  if (kdf !== TPM_ALG.null) reader.u16("kdfHash");
  const algorithm = CURVES[curveId];
  if (!reader.overrun && algorithm === undefined)
    return refused(`curve ${hexId(curveId)}`, "curve");
  const x = reader.sized("x", MAX_COORDINATE);
  const y = x && reader.sized("y", MAX_COORDINATE);
  if (reader.overrun) return truncated();
  if (algorithm === undefined || !x || !y) return refused("a point that is too long", "point");
  const { size, spkiPrefix } = curves[algorithm];
  const padded = [x, y].map((value) => leftPadded(value, size));
  const [paddedX, paddedY] = padded;
  return paddedX && paddedY
    ? ok(concatBytes(spkiPrefix, paddedX, paddedY))
    : refused("a point that is larger than its curve", "point");
}

function leftPadded(value: Uint8Array, size: number): Uint8Array | null {
  if (value.length > size) return null;
  const padded = new Uint8Array(size);
  padded.set(value, size - value.length);
  return padded;
}

function bigEndian(value: number): Uint8Array {
  const bytes = Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
  return bytes.subarray(bytes.findIndex((byte) => byte !== 0));
}

function refused(detail: string, field: string) {
  return fail("TPM_QUOTE_INVALID", detail, `ak.${field}`);
}

function truncated() {
  return fail("EVIDENCE_TRUNCATED", "the public area of the attestation key ends early", "ak");
}

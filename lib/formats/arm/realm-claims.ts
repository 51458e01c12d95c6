import { readCbor } from "@/lib/bytes/cbor";
import type { DigestAlgorithm } from "@/lib/crypto/crypto-port";
import { fail, ok, type Result } from "@/lib/rats/result";
import { readP384Key } from "../cose/cose-key";
import { ClaimReader } from "./claim-reader";

/** draft-ffm-rats-cca-token-00 section 4.7; a realm of before says no profile. */
export const CCA_REALM_PROFILE = "tag:arm.com,2023:realm#1.0.0";

export interface RealmClaims {
  readonly profile: "current" | "legacy";
  /** 64 bytes; the realm management monitor fills a shorter challenge with zeros. */
  readonly challenge: Uint8Array;
  readonly personalizationValue: Uint8Array;
  readonly initialMeasurement: Uint8Array;
  /** Exactly four. */
  readonly extensibleMeasurements: readonly Uint8Array[];
  readonly hashAlgorithm: string;
  /** The realm attestation key as the claim has it: what the platform's challenge is the digest of. */
  readonly publicKey: Uint8Array;
  /** x‖y on P-384. */
  readonly point: Uint8Array;
  /** Of `publicKey`, for the platform's challenge. */
  readonly publicKeyHash: DigestAlgorithm;
}

/** Names of the IANA registry "Hash Function Textual Names", as far as they are strong enough, with their sizes. */
const HASHES: ReadonlyMap<string, { readonly algorithm: DigestAlgorithm; readonly size: number }> =
  new Map([
    ["sha-256", { algorithm: "SHA-256", size: 32 }],
    ["sha-384", { algorithm: "SHA-384", size: 48 }],
    ["sha-512", { algorithm: "SHA-512", size: 64 }],
  ]);

const REGISTERS = 4;
const RAW_POINT_BYTES = 97;
const UNCOMPRESSED = 0x04;

/** Realm Management Monitor specification (Arm DEN0137), section A7.2.3, and draft-ffm-rats-cca-token section 4.7. */
export function readRealmClaims(payload: Uint8Array): Result<RealmClaims> {
  const read = readCbor(payload, "DOCUMENT_INVALID", { maxDepth: 4, maxItems: 256 });
  if (!read.ok) return read;
  if (read.value.kind !== "map") return fail("DOCUMENT_INVALID", "not a map", "realm");
  const reader = new ClaimReader(read.value, "realm");
  const stated = reader.optionalText(265, "profile");
  if (stated !== null && stated !== CCA_REALM_PROFILE && reader.failure === null) {
    return fail("REPORT_FORMAT_UNSUPPORTED", `realm profile “${stated}”`, "realm.profile");
  }
  const hashAlgorithm = reader.text(44236, "hashAlgorithm");
  const size = hashOf(reader, hashAlgorithm, "hashAlgorithm").size;
  const registers = reader.array(44239, "extensibleMeasurements");
  if (registers.length !== REGISTERS) {
    reader.stop("extensibleMeasurements", `${registers.length}, not ${REGISTERS}`, null);
  }
  const publicKey = reader.bytes(44237, "publicKey");
  const keyHash = reader.text(44240, "publicKeyHashAlgorithm");
  const claims = {
    profile: stated === null ? "legacy" : "current",
    challenge: reader.bytes(10, "challenge", { sizes: [64] }),
    personalizationValue: reader.bytes(44235, "personalizationValue", { sizes: [64] }),
    initialMeasurement: reader.bytes(44238, "initialMeasurement", { sizes: [size] }),
    extensibleMeasurements: registers.map((item, index) =>
      reader.bytesOf(item, `extensibleMeasurements.${index}`, { sizes: [size] }),
    ),
    hashAlgorithm,
    publicKey,
    publicKeyHash: hashOf(reader, keyHash, "publicKeyHashAlgorithm").algorithm,
  } as const;
  if (reader.failure !== null) return { ok: false, failure: reader.failure };
  const point = claims.profile === "legacy" ? readRawPoint(publicKey) : readP384Key(publicKey);
  return point.ok ? ok({ ...claims, point: point.value }) : point;
}

function hashOf(reader: ClaimReader, name: string, claim: string) {
  const hash = HASHES.get(name);
  return hash ?? reader.stop(claim, `“${name}” is no hash that is accepted`, noHash);
}

const noHash = { algorithm: "SHA-256", size: -1 } as const;

/** Before the profile had a name, the key was the bare uncompressed point. */
function readRawPoint(bytes: Uint8Array): Result<Uint8Array> {
  return bytes.length === RAW_POINT_BYTES && bytes[0] === UNCOMPRESSED
    ? ok(bytes.subarray(1))
    : fail("DOCUMENT_INVALID", "publicKey: no uncompressed point on P-384", "realm.publicKey");
}

import { cborMember, readCbor, type CborItem, type CborMap } from "@/lib/bytes/cbor";
import { concatBytes } from "@/lib/bytes/equal-bytes";
import { utf8Bytes } from "@/lib/bytes/text";
import { fail, ok, type Result } from "@/lib/rats/result";

/** IANA "COSE Algorithms" (RFC 9053 section 2). */
export const COSE_ALGORITHMS = { ES256: -7, ES384: -35, ES512: -36, EdDSA: -8 } as const;
export type CoseAlgorithm = keyof typeof COSE_ALGORITHMS;

/** Bytes of a signature (r‖s, or R‖S), for the one curve that each algorithm is used with here. */
const signatureSizes: Readonly<Record<CoseAlgorithm, number>> = {
  ES256: 64,
  ES384: 96,
  ES512: 132,
  EdDSA: 64,
};

/** IANA "COSE Header Parameters" (RFC 9052 section 3.1). */
const HEADER = { algorithm: 1, contentType: 3, keyId: 4 } as const;
const COSE_SIGN1_TAG = 18;

/** What a profile demands of its COSE_Sign1; nothing of it is taken from the message. */
export interface Sign1Profile {
  readonly tag: "optional" | "required";
  readonly algorithms: readonly CoseAlgorithm[];
  /** Labels beside the algorithm that may stand in the protected header, and in the unprotected one. */
  readonly otherHeaders: readonly number[];
}

/** A COSE_Sign1 (RFC 9052 section 4.2) as received; nothing of it is verified. */
export interface Sign1 {
  readonly algorithm: CoseAlgorithm;
  /** The protected header, serialised as it came: what the signature covers. */
  readonly protectedHeader: Uint8Array;
  readonly payload: Uint8Array;
  /** r‖s */
  readonly signature: Uint8Array;
  readonly keyId: Uint8Array | null;
  readonly isTagged: boolean;
  /** First byte of the payload in the bytes that were read. */
  readonly payloadOffset: number;
}

/**
 * Reads a COSE_Sign1 strictly: four members, the algorithm as an integer in the protected header and one of the profile's, no
 * critical or unknown header, no label in both headers, a signature of the algorithm's size.
 */
export function readSign1(bytes: Uint8Array, profile: Sign1Profile): Result<Sign1> {
  const read = readCbor(bytes, "COSE_INVALID", {
    tags: [COSE_SIGN1_TAG],
    maxDepth: 4,
    maxItems: 64,
  });
  if (!read.ok) return read;
  const isTagged = read.value.kind === "tag";
  if (profile.tag === "required" && !isTagged) return invalid("tag 18 is missing", "tag");
  const message = read.value.kind === "tag" ? read.value.content : read.value;
  if (message.kind !== "array") return invalid("not an array", "structure");
  const [protectedItem, unprotected, payload, signature, ...rest] = message.items;
  if (!protectedItem || !unprotected || !payload || !signature || rest.length > 0) {
    return invalid(`${message.items.length} members, not 4`, "structure");
  }
  if (protectedItem.kind !== "bytes") return invalid("no byte string", "protectedHeader");
  if (unprotected.kind !== "map") return invalid("not a map", "unprotectedHeader");
  if (payload.kind !== "bytes" || payload.value.length === 0) {
    return invalid("detached or empty", "payload");
  }
  if (signature.kind !== "bytes") return invalid("no byte string", "signature");

  const header = readProtected(protectedItem.value, profile);
  if (!header.ok) return header;
  const { algorithm, labels } = header.value;
  const stray = strayLabel(unprotected, { profile, labels });
  if (stray !== null) return invalid(`header ${stray} has no place there`, "unprotectedHeader");
  if (signature.value.length !== signatureSizes[algorithm]) {
    return invalid(`${signature.value.length} bytes for ${algorithm}`, "signature");
  }
  const keyId = header.value.keyId ?? cborMember(unprotected, HEADER.keyId);
  if (keyId !== undefined && keyId.kind !== "bytes") return invalid("no byte string", "keyId");
  return ok({
    algorithm,
    protectedHeader: protectedItem.value,
    payload: payload.value,
    signature: signature.value,
    keyId: keyId?.value ?? null,
    isTagged,
    payloadOffset: payload.offset + payload.length - payload.value.length,
  });
}

interface ProtectedHeader {
  readonly algorithm: CoseAlgorithm;
  readonly labels: CborMap["entries"];
  readonly keyId: CborItem | undefined;
}

function readProtected(bytes: Uint8Array, profile: Sign1Profile): Result<ProtectedHeader> {
  const read = readCbor(bytes, "COSE_INVALID", { maxDepth: 2, maxItems: 16 });
  if (!read.ok) return read;
  if (read.value.kind !== "map") return invalid("not a map", "protectedHeader");
  const { entries } = read.value;
  const stated = entries.get(HEADER.algorithm)?.value;
  if (stated === undefined) return rejected("the protected header names none");
  if (stated.kind !== "integer") return rejected("the algorithm is not an integer");
  const algorithm = profile.algorithms.find((name) => COSE_ALGORITHMS[name] === stated.value);
  if (algorithm === undefined) {
    return rejected(`${stated.value} is not ${profile.algorithms.join(" or ")}`);
  }
  for (const label of entries.keys()) {
    if (label === HEADER.algorithm) continue;
    if (typeof label !== "number" || !profile.otherHeaders.includes(label)) {
      return invalid(`header ${label} has no place here`, "protectedHeader");
    }
  }
  return ok({ algorithm, labels: entries, keyId: entries.get(HEADER.keyId)?.value });
}

/** A label that the profile does not know, or that stands in the protected header already (RFC 9052 section 3). */
function strayLabel(
  { entries }: CborMap,
  { profile, labels }: { profile: Sign1Profile; labels: CborMap["entries"] },
): number | string | null {
  for (const label of entries.keys()) {
    const isKnown = typeof label === "number" && profile.otherHeaders.includes(label);
    if (!isKnown || labels.has(label)) return label;
  }
  return null;
}

/**
 * The bytes under the signature: `["Signature1", protected, external_aad, payload]` with no external data (RFC 9052
 * section 4.4). Both byte strings are taken as received; only the heads around them are written here.
 */
export function signatureInput({ protectedHeader, payload }: Sign1): Uint8Array {
  return concatBytes(
    Uint8Array.of(0x84, 0x6a),
    utf8Bytes("Signature1"),
    byteStringHead(protectedHeader.length),
    protectedHeader,
    Uint8Array.of(0x40),
    byteStringHead(payload.length),
    payload,
  );
}

function byteStringHead(length: number): Uint8Array {
  if (length < 24) return Uint8Array.of(0x40 | length);
  if (length < 0x100) return Uint8Array.of(0x58, length);
  if (length < 0x10000) return Uint8Array.of(0x59, length >> 8, length & 0xff);
  return Uint8Array.of(
    0x5a,
    (length >> 24) & 0xff,
    (length >> 16) & 0xff,
    (length >> 8) & 0xff,
    length & 0xff,
  );
}

function invalid(detail: string, at: string) {
  return fail("COSE_INVALID", `${at}: ${detail}`, `cose.${at}`);
}

function rejected(detail: string) {
  return fail("COSE_ALGORITHM_REJECTED", detail, "cose.algorithm");
}

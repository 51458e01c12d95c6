import { readCbor, type CborItem, type CborMap } from "@/lib/bytes/cbor";
import { isAllZero } from "@/lib/bytes/equal-bytes";
import { fail, ok, type Result } from "@/lib/rats/result";
import { readSign1, type Sign1 } from "../cose/sign1";
import { DOCUMENT_MEMBERS, LIMITS, PCR_BYTES } from "./layout";

/** An attestation document as it came; nothing of it is verified. */
export interface NitroDocument {
  readonly sign1: Sign1;
  readonly moduleId: string;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  /** By register number, each 48 bytes. */
  readonly pcrs: ReadonlyMap<number, Uint8Array>;
  /** DER */
  readonly certificate: Uint8Array;
  /** DER, root first, without the leaf. */
  readonly bundle: readonly Uint8Array[];
  readonly publicKey: Uint8Array | null;
  readonly userData: Uint8Array | null;
  readonly nonce: Uint8Array | null;
}

/** "module_id" as CBOR text: the first key of every document that the NSM makes. */
const moduleIdKey = Uint8Array.from([0x69, ...new TextEncoder().encode("module_id")]);
const searchedBytes = 128;

/** A COSE_Sign1, tagged or not, that says "module_id" near its beginning. */
export function looksLikeNitroDocument(bytes: Uint8Array): boolean {
  const start = bytes[0] === 0xd2 ? 1 : 0;
  if (bytes[start] !== 0x84) return false;
  const end = Math.min(searchedBytes, bytes.length) - moduleIdKey.length;
  for (let at = start; at <= end; at++) {
    if (moduleIdKey.every((byte, index) => bytes[at + index] === byte)) return true;
  }
  return false;
}

/**
 * Reads a document by the rules of attestation_process.md, "Syntactical validation": sizes, types and each member exactly
 * once. The module writes the outermost map of the payload with an indefinite length, which is accepted there only.
 */
export function parseNitroDocument(bytes: Uint8Array): Result<NitroDocument> {
  if (bytes.length > LIMITS.document) {
    return fail("EVIDENCE_TOO_LARGE", `a document may have ${LIMITS.document} bytes`, "document");
  }
  const sign1 = readSign1(bytes, { tag: "optional", algorithms: ["ES384"], otherHeaders: [] });
  if (!sign1.ok) return sign1;
  const { payload } = sign1.value;
  if (payload.length > LIMITS.payload) {
    return invalid("payload", `${payload.length} bytes; at most ${LIMITS.payload} are allowed`);
  }
  const read = readCbor(payload, "DOCUMENT_INVALID", { allowIndefiniteRootMap: true, maxDepth: 3 });
  if (!read.ok) return read;
  if (read.value.kind !== "map") return invalid("payload", "not a map");
  return readMembers(read.value, sign1.value);
}

function readMembers(map: CborMap, sign1: Sign1): Result<NitroDocument> {
  for (const key of map.entries.keys()) {
    if (!DOCUMENT_MEMBERS.some((member) => member.key === key)) {
      return invalid("payload", `unknown member ${key}`);
    }
  }
  const member = (key: string) => map.entries.get(key)?.value;
  const missing = DOCUMENT_MEMBERS.find(({ key, isOptional }) => !isOptional && !member(key));
  if (missing) return invalid(missing.key, "is missing");

  const moduleId = member("module_id");
  if (moduleId?.kind !== "text" || moduleId.value === "") return invalid("module_id", "no text");
  const digest = member("digest");
  if (digest?.kind !== "text" || digest.value !== "SHA384") return invalid("digest", "not SHA384");
  const timestamp = member("timestamp");
  const isTime = timestamp?.kind === "integer" && timestamp.value > 0;
  if (!isTime || timestamp.value > LIMITS.timestamp) {
    return invalid("timestamp", "no time from 1970 to 9999");
  }
  const pcrs = readPcrs(member("pcrs"));
  if (!pcrs.ok) return pcrs;
  const certificate = readCertificate(member("certificate"), "certificate");
  if (!certificate.ok) return certificate;
  const bundle = readBundle(member("cabundle"));
  if (!bundle.ok) return bundle;
  const publicKey = optionalBytes(member("public_key"), "public_key", {
    min: 1,
    max: LIMITS.publicKey,
  });
  if (!publicKey.ok) return publicKey;
  const userData = optionalBytes(member("user_data"), "user_data", {
    min: 0,
    max: LIMITS.userData,
  });
  if (!userData.ok) return userData;
  const nonce = optionalBytes(member("nonce"), "nonce", { min: 0, max: LIMITS.nonce });
  if (!nonce.ok) return nonce;
  return ok({
    sign1,
    moduleId: moduleId.value,
    timestamp: timestamp.value,
    pcrs: pcrs.value,
    certificate: certificate.value,
    bundle: bundle.value,
    publicKey: publicKey.value,
    userData: userData.value,
    nonce: nonce.value,
  });
}

function readPcrs(item: CborItem | undefined): Result<ReadonlyMap<number, Uint8Array>> {
  if (item?.kind !== "map") return invalid("pcrs", "not a map");
  if (item.entries.size === 0) return invalid("pcrs", "no register");
  const pcrs = new Map<number, Uint8Array>();
  for (const { key, value } of item.entries.values()) {
    if (typeof key !== "number" || key < 0 || key > LIMITS.pcrIndex) {
      return invalid("pcrs", `${key} is no register number from 0 to ${LIMITS.pcrIndex}`);
    }
    if (value.kind !== "bytes" || value.value.length !== PCR_BYTES) {
      return invalid("pcrs", `register ${key} is not ${PCR_BYTES} bytes`);
    }
    pcrs.set(key, value.value);
  }
  // Whether the enclave is under debug shows in these three; without them nobody could tell.
  const absent = [0, 1, 2].find((index) => !pcrs.has(index));
  return absent === undefined ? ok(pcrs) : invalid("pcrs", `register ${absent} is missing`);
}

function readCertificate(item: CborItem | undefined, at: string): Result<Uint8Array> {
  const isInLimits =
    item?.kind === "bytes" && item.value.length > 0 && item.value.length <= LIMITS.certificate;
  return isInLimits
    ? ok(item.value)
    : invalid(at, `no certificate of 1 to ${LIMITS.certificate} bytes`);
}

function readBundle(item: CborItem | undefined): Result<readonly Uint8Array[]> {
  if (item?.kind !== "array") return invalid("cabundle", "not an array");
  if (item.items.length === 0 || item.items.length > LIMITS.bundle) {
    return invalid("cabundle", `${item.items.length} certificates, not 1 to ${LIMITS.bundle}`);
  }
  const certificates: Uint8Array[] = [];
  for (const entry of item.items) {
    const certificate = readCertificate(entry, "cabundle");
    if (!certificate.ok) return certificate;
    certificates.push(certificate.value);
  }
  return ok(certificates);
}

/** Null for a member that is absent or `null`, which is how the module writes an absent one. */
function optionalBytes(
  item: CborItem | undefined,
  at: string,
  { min, max }: { readonly min: number; readonly max: number },
): Result<Uint8Array | null> {
  if (item === undefined || item.kind === "null") return ok(null);
  if (item.kind !== "bytes") return invalid(at, "no byte string");
  const { length } = item.value;
  return length >= min && length <= max
    ? ok(item.value)
    : invalid(at, `${length} bytes, not ${min} to ${max}`);
}

/**
 * The enclave ran with its console attached: the hypervisor measures nothing then and leaves zero in PCR 0, 1 and 2. One
 * zero register counts already; SHA-384 of an image is never zero.
 */
export function isDebugEnclave({ pcrs }: NitroDocument): boolean {
  return [0, 1, 2].some((index) => isAllZero(pcrs.get(index) ?? new Uint8Array(0)));
}

function invalid(at: string, detail: string) {
  return fail("DOCUMENT_INVALID", `${at}: ${detail}`, `document.${at}`);
}

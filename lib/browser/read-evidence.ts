import { fail, ok, type Result } from "@/lib/rats/result";
import { MAX_EVIDENCE_BYTES } from "@/lib/rats/verification-request";

export type EvidenceEncoding = "raw" | "hex" | "base64" | "token" | "text";

/** Bytes that a person gave, and how they were written. */
export interface ReadEvidence {
  readonly bytes: Uint8Array;
  readonly encoding: EvidenceEncoding;
}

const tooLarge = () =>
  fail("EVIDENCE_TOO_LARGE", `evidence may have at most ${MAX_EVIDENCE_BYTES} bytes`);

/**
 * Reads pasted text: hex (blanks, colons, `0x` and line breaks are ignored), base64 in either alphabet, or a compact
 * JWT, JSON or PEM. Text that is all hex digits is hex: a quote in base64 never is.
 */
export function readEvidenceText(text: string): Result<ReadEvidence> {
  const compact = text.replaceAll(/[\s"']/g, "");
  if (compact === "") return fail("EVIDENCE_UNRECOGNISED", "there is nothing here");
  // What tools wrap evidence in is taken apart by the core, which says what it found.
  if (/^(?:[{[]|-----BEGIN )/.test(text.trim())) {
    return limited(new TextEncoder().encode(text.trim()), "text");
  }
  if (compact.length > MAX_EVIDENCE_BYTES * 2 + 16) return tooLarge();
  const digits = compact.replaceAll(/0x|[:,]/gi, "");
  if (/^[0-9a-f]+$/i.test(digits)) {
    if (digits.length % 2 !== 0) {
      return fail("EVIDENCE_UNRECOGNISED", "an odd number of hex digits: one is missing");
    }
    return limited(fromHex(digits), "hex");
  }
  if (/^[\w-]+\.[\w-]+\.[\w-]*$/.test(compact)) {
    return limited(new TextEncoder().encode(compact), "token");
  }
  if (/^[A-Za-z0-9+/_-]+={0,2}$/.test(compact)) {
    const bytes = fromBase64(compact);
    return bytes === null
      ? fail("EVIDENCE_UNRECOGNISED", "base64 that was cut in the middle of a byte")
      : limited(bytes, "base64");
  }
  return fail(
    "EVIDENCE_UNRECOGNISED",
    "neither hex nor base64: a character is in neither alphabet",
  );
}

/** Reads a file: text that is hex, base64 or a token is decoded, anything else is the evidence itself. */
export function readEvidenceFile(content: Uint8Array): Result<ReadEvidence> {
  if (content.length === 0) return fail("EVIDENCE_UNRECOGNISED", "the file is empty");
  if (isText(content)) {
    const read = readEvidenceText(new TextDecoder().decode(content));
    if (read.ok) return read;
  }
  return limited(content, "raw");
}

/** Standard base64, as a verification request carries evidence; a token travels as it is. */
export function requestEvidence(evidence: ReadEvidence): string {
  if (evidence.encoding === "token") return new TextDecoder().decode(evidence.bytes);
  return toBase64(evidence.bytes);
}

export function toBase64(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += 0x2000) {
    pieces.push(String.fromCharCode(...bytes.subarray(at, at + 0x2000)));
  }
  return btoa(pieces.join(""));
}

/** Null when the text is no base64 of whole bytes; both alphabets, padding optional. */
export function fromBase64(text: string): Uint8Array | null {
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/").replace(/=+$/, ""));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

function fromHex(digits: string): Uint8Array {
  const bytes = new Uint8Array(digits.length / 2);
  for (let at = 0; at < bytes.length; at += 1) {
    bytes[at] = Number.parseInt(digits.slice(at * 2, at * 2 + 2), 16);
  }
  return bytes;
}

function limited(bytes: Uint8Array, encoding: EvidenceEncoding): Result<ReadEvidence> {
  return bytes.length > MAX_EVIDENCE_BYTES ? tooLarge() : ok({ bytes, encoding });
}

function isText(content: Uint8Array): boolean {
  return content.every((byte) => (byte >= 0x20 && byte < 0x7f) || (byte >= 0x09 && byte <= 0x0d));
}

import { toBase64 } from "@/lib/bytes/base64";
import { decodeBase64, textLayers } from "@/lib/evidence/unwrap/text-layers";
import { fail, ok, type Result } from "@/lib/rats/result";
import { MAX_EVIDENCE_BYTES } from "@/lib/rats/verification-request";

export { toBase64 };

/** A byte takes up to five characters: `0x12,`. */
const MAX_TEXT_LENGTH = MAX_EVIDENCE_BYTES * 5;

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
 * JWT, JSON or PEM. Text that is all hex digits is hex: evidence in base64 never is.
 */
export function readEvidenceText(text: string): Result<ReadEvidence> {
  const trimmed = text.trim().replace(/^(["'])(.*)\1$/s, "$2");
  if (trimmed === "") return fail("EVIDENCE_UNRECOGNISED", "there is nothing here");
  if (trimmed.length > MAX_TEXT_LENGTH) return tooLarge();
  const bytes = new TextEncoder().encode(trimmed);
  // What tools wrap evidence in is taken apart by the core, which says what it found.
  if (/^(?:[{[]|-----BEGIN )/.test(trimmed)) return limited(bytes, "text");
  const layers = textLayers(bytes);
  const layer = layers.find(({ label }) => label === "hex") ?? layers[0];
  if (/^(0x)?[0-9a-f\s]+$/i.test(trimmed) && layer?.label !== "hex") {
    return fail("EVIDENCE_UNRECOGNISED", "an odd number of hex digits: one is missing");
  }
  if (layer !== undefined) return limited(layer.bytes, layer.label === "hex" ? "hex" : "base64");
  if (/^[\w-]+\.[\w-]+\.[\w-]*$/.test(trimmed)) return limited(bytes, "token");
  return fail("EVIDENCE_UNRECOGNISED", "neither hex nor base64, nor JSON or a token");
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

/** Null when the text is no base64 of whole bytes; both alphabets, padding optional. */
export function fromBase64(text: string): Uint8Array | null {
  return decodeBase64(text)?.bytes ?? null;
}

function limited(bytes: Uint8Array, encoding: EvidenceEncoding): Result<ReadEvidence> {
  return bytes.length > MAX_EVIDENCE_BYTES ? tooLarge() : ok({ bytes, encoding });
}

function isText(content: Uint8Array): boolean {
  return content.every((byte) => (byte >= 0x20 && byte < 0x7f) || (byte >= 0x09 && byte <= 0x0d));
}

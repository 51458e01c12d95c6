import { fail, ok, type Result } from "@/lib/rats/result";
import { readText } from "./read-input";

const COMPACT_JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/**
 * What stands in a file of evidence, as a request carries it: a compact token as text, everything else as the base64 of
 * its bytes. Hex, base64, PEM and the JSON that tools write are taken apart by the core, which says what it found.
 */
export function readEvidence(bytes: Uint8Array): Result<string> {
  if (bytes.length === 0) return fail("EVIDENCE_UNRECOGNISED", "the file is empty");
  const text = readText(bytes)?.trim();
  if (text !== undefined && COMPACT_JWT.test(text)) return ok(text);
  return ok(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64"));
}

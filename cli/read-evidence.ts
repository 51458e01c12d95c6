import { toBase64 } from "@/lib/bytes/base64";
import { latin1 } from "@/lib/bytes/text";
import { textLayers } from "@/lib/evidence/unwrap/text-layers";
import { fail, ok, type Result } from "@/lib/rats/result";
import { MAX_EVIDENCE_BYTES } from "@/lib/rats/verification-request";

const COMPACT_JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/**
 * What stands in a file of evidence, as the request wants it: standard base64 of the file, or a compact token as text.
 * The verifier takes hex, base64, PEM and the JSON of tools off itself and says what it found; only text that is larger
 * than evidence may be is decoded here, because what it stands for may be small enough.
 */
export function readEvidence(bytes: Uint8Array): Result<string> {
  if (bytes.length === 0) return fail("EVIDENCE_UNRECOGNISED", "the file is empty");
  const beginning = latin1(bytes.subarray(0, 4096)).trimStart();
  if (/^[\w-]+\./.test(beginning)) {
    const text = latin1(bytes).trim();
    if (COMPACT_JWT.test(text)) return ok(text);
  }
  if (bytes.length <= MAX_EVIDENCE_BYTES) return ok(toBase64(bytes));
  const layers = textLayers(bytes);
  const layer = layers.find(({ label }) => label === "hex") ?? layers[0];
  return ok(toBase64(layer?.bytes ?? bytes));
}

/** `undefined` for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // JSON.parse throws a SyntaxError and nothing else
  }
}

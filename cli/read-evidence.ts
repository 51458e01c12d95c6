import { fail, ok, type Result } from "@/lib/rats/result";
import { readText } from "./read-input";

/** Members that hold a quote in the JSON that tools and guest agents write. */
const QUOTE_MEMBERS = ["quote", "evidence"] as const;

const PRINTABLE = /^[\t\n\r\x20-\x7e]*$/;
const HEX = /^(?:0x)?(?:[0-9a-fA-F]{2})+$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const COMPACT_JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/**
 * What stands in a file of evidence, as the request wants it: standard base64, or a compact token as text.
 *
 * Told apart by content: bytes that are not printable text are the evidence itself; text is JSON with a `quote`
 * member, hex, base64 (both may be wrapped) or a token. Hex goes first, because every hex text is base64 as well.
 */
export function readEvidence(bytes: Uint8Array): Result<string> {
  if (bytes.length === 0) return fail("EVIDENCE_UNRECOGNISED", "the file is empty");
  const text = readText(bytes);
  if (text === null || !PRINTABLE.test(text)) return ok(toBase64(bytes));

  const trimmed = text.trim();
  if (trimmed.startsWith("{")) return fromJson(trimmed);
  return ok(fromText(trimmed) ?? toBase64(bytes));
}

function fromText(text: string): string | null {
  const joined = text.replace(/\s+/g, "");
  if (HEX.test(joined)) return Buffer.from(joined.replace(/^0x/, ""), "hex").toString("base64");
  if (joined !== "" && BASE64.test(joined)) return joined;
  return COMPACT_JWT.test(text) ? text : null;
}

function fromJson(text: string): Result<string> {
  const value = parseJson(text);
  if (typeof value !== "object" || value === null)
    return fail("EVIDENCE_UNRECOGNISED", "it starts like JSON and is none");
  for (const member of QUOTE_MEMBERS) {
    const quote: unknown = Object.getOwnPropertyDescriptor(value, member)?.value;
    if (typeof quote !== "string") continue;
    const evidence = fromText(quote.trim());
    return evidence === null
      ? fail("EVIDENCE_UNRECOGNISED", `its member "${member}" is neither hex nor base64`)
      : ok(evidence);
  }
  return fail("EVIDENCE_UNRECOGNISED", 'JSON evidence needs a member "quote" with hex or base64');
}

/** `undefined` for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // JSON.parse throws a SyntaxError and nothing else
  }
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

import { fromBase64, toBase64 } from "@/lib/bytes/base64";
import { fromHex } from "@/lib/bytes/hex";
import type { ReasonCode } from "@/lib/rats/reason-codes";
import { fail, ok, type Result } from "@/lib/rats/result";

const certificateLabel = "CERTIFICATE";
const crlLabel = "X509 CRL";
const maxBlocks = 16;

/**
 * The DER of each CERTIFICATE block, in order, at least one. Only white space may stand around the blocks, and one NUL at
 * the very end: Intel's quote library writes the chain in a quote as a C string.
 */
export function readPemChain(text: string, code: ReasonCode): Result<readonly Uint8Array[]> {
  return decodeBlocks(readPemTexts(text, code), code);
}

/** The same without decoding: each block on one line, for `decodeBlock`. */
export function readPemTexts(text: string, code: ReasonCode): Result<readonly string[]> {
  return readBlocks(text.endsWith("\0") ? text.slice(0, -1) : text, certificateLabel, code);
}

/** RFC 7468 with lines of 64 letters and a newline at the end. */
export function toPem(der: Uint8Array, label: "CERTIFICATE" | "X509 CRL" | "PUBLIC KEY"): string {
  const base64 = toBase64(der);
  const lines: string[] = [`-----BEGIN ${label}-----`];
  for (let at = 0; at < base64.length; at += 64) lines.push(base64.slice(at, at + 64));
  lines.push(`-----END ${label}-----`, "");
  return lines.join("\n");
}

/** The DER of one CRL given as PEM, as hex (as Intel's PCS does by default) or as base64. */
export function readCrlText(text: string, code: ReasonCode): Result<Uint8Array> {
  const trimmed = text.trim();
  if (trimmed.startsWith("-----")) {
    const blocks = decodeBlocks(readBlocks(trimmed, crlLabel, code), code);
    if (!blocks.ok) return blocks;
    const [der, ...rest] = blocks.value;
    return der === undefined || rest.length > 0
      ? fail(code, "not exactly one CRL", "pem")
      : ok(der);
  }
  const der = trimmed === "" ? null : (fromHex(trimmed) ?? fromBase64(trimmed));
  return der === null ? fail(code, "neither PEM nor hex nor base64", "crl") : ok(der);
}

/** The DER of one block that `readPemTexts` found. */
export function decodeBlock(text: string, code: ReasonCode): Result<Uint8Array> {
  const der = fromBase64(text);
  return der === null || der.length === 0 ? fail(code, "a block is no base64", "pem") : ok(der);
}

function decodeBlocks(
  texts: Result<readonly string[]>,
  code: ReasonCode,
): Result<readonly Uint8Array[]> {
  if (!texts.ok) return texts;
  const blocks: Uint8Array[] = [];
  for (const text of texts.value) {
    const der = decodeBlock(text, code);
    if (!der.ok) return der;
    blocks.push(der.value);
  }
  return ok(blocks);
}

function readBlocks(text: string, label: string, code: ReasonCode): Result<readonly string[]> {
  const begin = `-----BEGIN ${label}-----`;
  const end = `-----END ${label}-----`;
  const blocks: string[] = [];
  let at = afterSpace(text, 0);
  while (at < text.length) {
    if (blocks.length === maxBlocks) return fail(code, `more than ${maxBlocks} blocks`, "pem");
    if (!text.startsWith(begin, at)) return fail(code, `no "${begin}" where a block starts`, "pem");
    const bodyEnd = text.indexOf(end, at);
    if (bodyEnd < 0) return fail(code, "a block does not end", "pem");
    blocks.push(text.slice(at + begin.length, bodyEnd).replace(/[\r\n]+/g, ""));
    at = afterSpace(text, bodyEnd + end.length);
  }
  return blocks.length === 0 ? fail(code, "no block", "pem") : ok(blocks);
}

function afterSpace(text: string, start: number): number {
  let at = start;
  while (" \t\r\n".includes(text[at] ?? "x")) at++;
  return at;
}

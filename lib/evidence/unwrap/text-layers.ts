import { fromBase64 } from "@/lib/bytes/base64";
import { fromHex } from "@/lib/bytes/hex";
import { latin1 } from "@/lib/bytes/text";
import { layerOf, type Layer } from "./layer";

/** Shorter text is no evidence of any kind. */
const LEAST_LENGTH = 8;
/** One blank only before the body, which may begin with more: two repeats side by side would try every split. */
const PEM = /^-----BEGIN ([A-Z0-9][A-Z0-9 -]{0,62})-----\s([\sA-Za-z0-9+/=]+?)-----END \1-----$/;

/**
 * What text stands for when all of it is PEM, hex or base64 in either alphabet. Hex may have blanks, colons, commas and
 * `0x`; base64 may be broken into lines and lack its padding. Text that is hex is base64 as well: both are given.
 */
export function textLayers(bytes: Uint8Array): readonly Layer[] {
  if (bytes.length < LEAST_LENGTH || !bytes.every(isPrintable)) return [];
  const text = latin1(bytes).trim();
  const [, label, body] = PEM.exec(text) ?? [];
  if (label !== undefined && body !== undefined) {
    const inner = decodeBase64(body);
    return inner === null ? [] : [layerOf(`PEM: ${label}`, inner.bytes)];
  }
  const hex = decodeHex(text);
  const base64 = decodeBase64(text);
  return [
    ...(hex === null ? [] : [layerOf("hex", hex)]),
    ...(base64 === null ? [] : [layerOf(base64.label, base64.bytes)]),
  ];
}

function isPrintable(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || (byte >= 0x09 && byte <= 0x0d);
}

function decodeHex(text: string): Uint8Array | null {
  return fromHex(text.replaceAll(/0x|[\s:,]/gi, ""));
}

/** Both alphabets, never mixed; with all of its padding or none. */
export function decodeBase64(text: string): { bytes: Uint8Array; label: string } | null {
  const joined = text.replaceAll(/\s/g, "");
  const isUrlSafe = /[-_]/.test(joined);
  if (isUrlSafe && /[+/]/.test(joined)) return null;
  const standard = isUrlSafe ? joined.replaceAll("-", "+").replaceAll("_", "/") : joined;
  const padded = standard.endsWith("=") ? standard : standard + "=".repeat(-standard.length & 3);
  const bytes = fromBase64(padded);
  return bytes === null ? null : { bytes, label: isUrlSafe ? "base64url" : "base64" };
}

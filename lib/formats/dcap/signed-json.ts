import { fromHex } from "@/lib/bytes/hex";
import { parseWithSource, type JsonObject, type JsonValue } from "@/lib/bytes/strict-json";
import { utf8Bytes } from "@/lib/bytes/text";
import type { ReasonCode } from "@/lib/rats/reason-codes";
import { fail, ok, type Result } from "@/lib/rats/result";

/** Largest TCB Info or QE Identity that is read, in characters. */
const MAX_SIGNED_JSON = 1024 * 1024;

export interface SignedJson {
  readonly content: JsonObject;
  /** The bytes of the inner object exactly as received: what the signature covers. */
  readonly signedBytes: Uint8Array;
  /** r‖s. */
  readonly signature: Uint8Array;
}

/**
 * Reads `{"<member>":{…},"signature":"<128 hex digits>"}` (Intel PCS API v4, TCB Info and Enclave Identity). The signed
 * bytes are cut out of the received text: JSON that somebody re-formatted fails its signature, as it must.
 */
export function readSignedJson(text: string, member: string, code: ReasonCode): Result<SignedJson> {
  const parsed = parseWithSource(text, member, { code, maxLength: MAX_SIGNED_JSON });
  if (!parsed.ok) return parsed;
  const { value, source } = parsed.value;
  const envelope = asObject(value);
  const content = asObject(envelope?.[member]);
  if (!envelope || !content || source === null) {
    return fail(code, `the member "${member}" is missing`);
  }
  const signatureText = envelope["signature"];
  const signature = typeof signatureText === "string" ? fromHex(signatureText, 64) : null;
  if (!signature) return fail(code, "the signature is not 64 bytes of hex");
  return ok({ content, signedBytes: utf8Bytes(source), signature });
}

export function asObject(value: JsonValue | undefined): JsonObject | null {
  return typeof value === "object" && value !== null && !isList(value) ? value : null;
}

export function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** Hex text of exactly `byteLength` bytes. */
export function hexMember(
  object: JsonObject | null,
  name: string,
  byteLength: number,
): Uint8Array | null {
  const value = object?.[name];
  return typeof value === "string" ? fromHex(value, byteLength) : null;
}

export function textMember(object: JsonObject | null, name: string): string | null {
  const value = object?.[name];
  return typeof value === "string" ? value : null;
}

/** A whole number from `min` to `max`. */
export function integerMember(
  object: JsonObject | null,
  name: string,
  range: { min: number; max: number },
): number | null {
  const value = object?.[name];
  return typeof value === "number" &&
    Number.isInteger(value) &&
    value >= range.min &&
    value <= range.max
    ? value
    : null;
}

/** A list of texts; an absent member is an empty list, anything else null. */
export function textListMember(object: JsonObject | null, name: string): readonly string[] | null {
  const value = object?.[name];
  if (value === undefined) return [];
  if (!isList(value)) return null;
  const texts: string[] = [];
  for (const entry of value) {
    if (typeof entry !== "string") return null;
    texts.push(entry);
  }
  return texts;
}

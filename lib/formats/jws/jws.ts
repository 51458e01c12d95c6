import { fromBase64Url } from "@/lib/bytes/base64";
import { isJsonObject, parseStrictJson, type JsonObject } from "@/lib/bytes/strict-json";
import { latin1, utf8, utf8Bytes } from "@/lib/bytes/text";
import { fail, ok, type Result } from "@/lib/rats/result";

/** Bytes of the evidence, counted from its first one. */
export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

/** A signed JSON object that has been taken apart. Nothing of it is verified. */
export interface Jws {
  readonly header: JsonObject;
  readonly headerText: string;
  readonly claims: JsonObject;
  readonly claimsText: string;
  /** Empty for an unsigned token, which no profile accepts. */
  readonly signature: Uint8Array;
  /** The bytes under the signature, as received (RFC 7515 section 5.2, step 8). */
  readonly signingInput: Uint8Array;
  /** The base64url text of each part in the evidence. */
  readonly ranges: {
    readonly header: ByteRange;
    readonly payload: ByteRange;
    readonly signature: ByteRange;
  };
}

/** Longest token that is read, in characters. Real ones have 2,000 to 20,000. */
export const MAX_TOKEN_LENGTH = 256 * 1024;
const COMPACT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*$/;

/** Could these bytes be a compact JWS of a JSON object? A glance, no proof: `{"` in base64url begins with `ey`. */
export function looksLikeCompactJws(bytes: Uint8Array): boolean {
  return bytes[0] === 0x65 && bytes[1] === 0x79 && COMPACT.test(latin1(bytes));
}

/**
 * A JWS in compact serialisation (RFC 7515 section 7.1): three base64url parts without padding, the first two strict
 * JSON objects without duplicate members (RFC 8725 section 2.4). The third may be empty only because an unsigned token
 * is worth showing; verification refuses it. `offset` is where the token starts in the evidence.
 *
 * Own reader beside `jose`, which chooses the key (`key-set.ts`): that one decodes with `JSON.parse`, which takes the last of
 * two members of one name, gives no byte ranges, and verifies by WebCrypto alone, which costs a server 0.1 ms more for
 * each token than the port does.
 */
export function readCompactJws(bytes: Uint8Array, offset = 0): Result<Jws> {
  if (bytes.length > MAX_TOKEN_LENGTH) {
    return fail("EVIDENCE_TOO_LARGE", `a token may have ${MAX_TOKEN_LENGTH} bytes`, "token");
  }
  const text = latin1(bytes);
  const firstDot = text.indexOf(".");
  const secondDot = text.indexOf(".", firstDot + 1);
  if (firstDot < 1 || secondDot < firstDot + 2 || text.includes(".", secondDot + 1)) {
    return fail("TOKEN_MALFORMED", "not three base64url parts", "token");
  }
  return readParts({
    header: text.slice(0, firstDot),
    payload: text.slice(firstDot + 1, secondDot),
    signature: text.slice(secondDot + 1),
    signingInput: bytes.subarray(0, secondDot),
    ranges: {
      header: { offset, length: firstDot },
      payload: { offset: offset + firstDot + 1, length: secondDot - firstDot - 1 },
      signature: { offset: offset + secondDot + 1, length: text.length - secondDot - 1 },
    },
  });
}

/**
 * A JWS in flattened JSON serialisation (RFC 7515 section 7.2.2) without an unprotected header: what is not signed says
 * nothing. Offsets are those of the three texts in the document, which the caller knows.
 */
export function readFlattenedJws(document: JsonObject, ranges: Jws["ranges"]): Result<Jws> {
  const { protected: header, payload, signature, ...rest } = document;
  if (typeof header !== "string" || typeof payload !== "string" || typeof signature !== "string") {
    return fail("TOKEN_MALFORMED", "protected, payload and signature are not all there", "token");
  }
  const [other] = Object.keys(rest);
  if (other !== undefined) {
    return fail("TOKEN_MALFORMED", `member "${other.slice(0, 64)}" is not signed`, "token");
  }
  const signingInput = utf8Bytes(`${header}.${payload}`);
  return readParts({ header, payload, signature, signingInput, ranges });
}

function readParts(parts: {
  readonly header: string;
  readonly payload: string;
  readonly signature: string;
  readonly signingInput: Uint8Array;
  readonly ranges: Jws["ranges"];
}): Result<Jws> {
  const header = readJsonPart(parts.header, "header");
  if (!header.ok) return header;
  const payload = readJsonPart(parts.payload, "payload");
  if (!payload.ok) return payload;
  const signature = fromBase64Url(parts.signature);
  if (signature === null) {
    return fail("TOKEN_MALFORMED", "the signature is not base64url without padding", "signature");
  }
  return ok({
    header: header.value.object,
    headerText: header.value.text,
    claims: payload.value.object,
    claimsText: payload.value.text,
    signature,
    signingInput: parts.signingInput,
    ranges: parts.ranges,
  });
}

function readJsonPart(
  part: string,
  name: "header" | "payload",
): Result<{ readonly object: JsonObject; readonly text: string }> {
  const bytes = fromBase64Url(part);
  if (bytes === null || bytes.length === 0) {
    return fail("TOKEN_MALFORMED", `the ${name} is not base64url without padding`, name);
  }
  const text = utf8(bytes);
  if (text === null) return fail("TOKEN_MALFORMED", `the ${name} is not UTF-8`, name);
  const json = parseStrictJson(text, { code: "TOKEN_MALFORMED" });
  if (!json.ok) return fail(json.failure.code, `${name}: ${json.failure.detail}`, name);
  return isJsonObject(json.value)
    ? ok({ object: json.value, text })
    : fail("TOKEN_MALFORMED", `the ${name} is no JSON object`, name);
}

/**
 * Header parameters that would change what is verified, or with which key. None of them has a use in an attestation
 * token: a key in the header proves nothing (CVE-2018-0114), an address in it makes us call whom an attacker names,
 * and an unknown critical extension must not be ignored (RFC 7515 section 4.1.11).
 */
const REFUSED_HEADERS = ["crit", "jwk", "x5u", "b64", "zip", "enc"];

/** What is wrong with the header itself; empty when it is good. `jku` is only ever a hint, and is not followed. */
export function headerProblems({ header }: Jws): readonly string[] {
  const refused = REFUSED_HEADERS.filter((name) => name in header).map(
    (name) => `the header has ${name}`,
  );
  const { alg, kid, typ } = header;
  return [
    ...refused,
    ...(typeof alg === "string" ? [] : ["the header names no algorithm"]),
    ...(kid === undefined || (typeof kid === "string" && kid !== "") ? [] : ["kid is no text"]),
    ...(typ === undefined || typeof typ === "string" ? [] : ["typ is no text"]),
  ];
}

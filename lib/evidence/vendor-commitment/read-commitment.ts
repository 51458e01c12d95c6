import { isJsonObject, parseStrictJson } from "@/lib/bytes/strict-json";
import { latin1, utf8 } from "@/lib/bytes/text";
import { jsonSpans } from "@/lib/formats/jws/json-spans";
import {
  looksLikeCompactJws,
  MAX_TOKEN_LENGTH,
  readCompactJws,
  readFlattenedJws,
  type ByteRange,
  type Jws,
} from "@/lib/formats/jws/jws";
import { tokenKindOf } from "@/lib/formats/tokens/token-kind";
import { fail, ok, type Result } from "@/lib/rats/result";

export type CommitmentForm = "compact" | "flattened JSON";

/** A compact commitment says so in its header; the other form is a JSON document with exactly three members. */
export function looksLikeCommitment(bytes: Uint8Array): boolean {
  if (tokenKindOf(bytes) === "vendor-commitment") return true;
  if (bytes.length > MAX_TOKEN_LENGTH || !/^\s*\{\s*"/.test(latin1(bytes.subarray(0, 64)))) {
    return false;
  }
  const text = latin1(bytes);
  return ["protected", "payload", "signature"].every((name) => text.includes(`"${name}"`));
}

export function readCommitment(
  bytes: Uint8Array,
): Result<{ readonly jws: Jws; readonly form: CommitmentForm }> {
  if (looksLikeCompactJws(bytes)) {
    const jws = readCompactJws(bytes);
    return jws.ok ? ok({ jws: jws.value, form: "compact" }) : jws;
  }
  if (bytes.length > MAX_TOKEN_LENGTH) {
    return fail("EVIDENCE_TOO_LARGE", `a commitment may have ${MAX_TOKEN_LENGTH} bytes`, "token");
  }
  const text = utf8(bytes);
  const json = text === null ? null : parseStrictJson(text, { code: "TOKEN_MALFORMED" });
  if (json?.ok === false) return json;
  if (json === null || !isJsonObject(json.value)) {
    return fail("TOKEN_MALFORMED", "neither a compact JWS nor a JSON object", "token");
  }
  const jws = readFlattenedJws(json.value, flattenedRanges(bytes));
  return jws.ok ? ok({ jws: jws.value, form: "flattened JSON" }) : jws;
}

/** Where the three texts stand in the document, without their quotation marks. */
function flattenedRanges(bytes: Uint8Array): Jws["ranges"] {
  const members = jsonSpans(latin1(bytes))?.children ?? [];
  const rangeOf = (wanted: string): ByteRange => {
    const span = members.find(({ name }) => name === wanted);
    return span === undefined
      ? { offset: 0, length: 0 }
      : { offset: span.start + 1, length: span.end - span.start - 2 };
  };
  return {
    header: rangeOf("protected"),
    payload: rangeOf("payload"),
    signature: rangeOf("signature"),
  };
}

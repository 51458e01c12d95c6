import { isJsonObject, parseStrictJson, type JsonValue } from "@/lib/bytes/strict-json";
import { latin1, utf8, utf8Bytes } from "@/lib/bytes/text";
import { jsonSpans, type JsonSpan } from "@/lib/formats/jws/json-spans";
import { looksLikeCompactJws, readCompactJws, type Jws } from "@/lib/formats/jws/jws";
import { fail, ok, type Result } from "@/lib/rats/result";
import { NVIDIA_LOCAL_ISSUER, tokenKindOf } from "./token-kind";

export interface BundledToken {
  readonly name: string;
  /** The token's own text, over which its digest is made. */
  readonly text: Uint8Array;
  readonly jws: Jws;
}

/**
 * What NVIDIA's verifiers hand out. `bundle`: an overall token with the digests of one token for each device, and these
 * (a detached EAT bundle, RFC 9711 section 5). `device`: one token alone. `certificates`: only a signer's `x5c`.
 */
export type NvidiaEvidence =
  | {
      readonly form: "bundle";
      readonly overall: BundledToken;
      readonly devices: readonly BundledToken[];
      /** True when it came inside the output of the local verifier. */
      readonly isLocalOutput: boolean;
    }
  | { readonly form: "token"; readonly token: BundledToken }
  | { readonly form: "certificates"; readonly x5c: JsonValue };

/** White space, `[` and `{`: anything else begins no JSON that is read here. */
const JSON_STARTS: readonly number[] = [0x20, 0x09, 0x0a, 0x0d, 0x5b, 0x7b];
const MAX_DEVICES = 64;
const CODE = "TOKEN_MALFORMED";

/** Is this one of the forms, and does the local verifier say that it made it? Null for anything else. */
export function nvidiaOrigin(bytes: Uint8Array): "service" | "local" | null {
  const kind = tokenKindOf(bytes);
  if (kind !== null)
    return kind === "nvidia-nras" ? "service" : kind === "nvidia-local" ? "local" : null;
  if (!JSON_STARTS.includes(bytes[0] ?? 0)) return null;
  const start = latin1(bytes.subarray(0, 256)).trimStart();
  if (/^\{\s*"x5c"\s*:/.test(start)) return "service";
  const isObject = /^\{\s*"/.test(start);
  if (!isObject && !/^\[\s*\[\s*"JWT"/.test(start)) return null;
  // Other tools write JSON objects too: a look costs less than reading all of it.
  if (isObject && !latin1(bytes).includes('"detached_eat"')) return null;
  const evidence = readNvidia(bytes);
  if (!evidence.ok || evidence.value.form !== "bundle") return null;
  const { overall, isLocalOutput } = evidence.value;
  const { alg } = overall.jws.header;
  const isLocal =
    isLocalOutput || alg === "none" || overall.jws.claims["iss"] === NVIDIA_LOCAL_ISSUER;
  return isLocal ? "local" : "service";
}

export function readNvidia(bytes: Uint8Array): Result<NvidiaEvidence> {
  if (looksLikeCompactJws(bytes)) {
    const jws = readCompactJws(bytes);
    if (!jws.ok) return jws;
    return ok({ form: "token", token: { name: "token", text: bytes, jws: jws.value } });
  }
  const text = utf8(bytes);
  const json = text === null ? null : parseStrictJson(text, { code: CODE });
  if (json === null) return fail(CODE, "neither a token nor JSON in UTF-8", "bundle");
  if (!json.ok) return json;
  const spans = jsonSpans(latin1(bytes));
  const document = json.value;
  if (!isJsonObject(document)) {
    return readBundle(document, { span: spans, isLocalOutput: false });
  }
  if (document["x5c"] !== undefined) {
    return Object.keys(document).length === 1
      ? ok({ form: "certificates", x5c: document["x5c"] })
      : fail(CODE, "more than certificates", "x5c");
  }
  const detached = document["detached_eat"];
  if (detached === undefined) return fail(CODE, "no detached EAT bundle", "bundle");
  const span = spans?.children.find(({ name }) => name === "detached_eat") ?? null;
  return readBundle(detached, { span, isLocalOutput: true });
}

/** `[["JWT", overall], {"name": token, …}]` and nothing else. */
function readBundle(
  value: JsonValue,
  { span, isLocalOutput }: { readonly span: JsonSpan | null; readonly isLocalOutput: boolean },
): Result<NvidiaEvidence> {
  const [head, tail, ...rest] = items(value) ?? [];
  const [tag, overallText, ...more] = items(head) ?? [];
  if (rest.length > 0 || more.length > 0 || tag !== "JWT" || typeof overallText !== "string") {
    return fail(CODE, 'not [["JWT", token], {devices}]', "bundle");
  }
  const entries = isJsonObject(tail) ? Object.entries(tail) : [];
  if (entries.length === 0 || entries.length > MAX_DEVICES) {
    return fail(CODE, `not 1 to ${MAX_DEVICES} devices`, "bundle.devices");
  }
  const [headSpan, tailSpan] = span?.children ?? [];
  const overall = bundled("overall", overallText, headSpan?.children[1]);
  if (!overall.ok) return overall;
  const devices: BundledToken[] = [];
  for (const [index, [name, text]] of entries.entries()) {
    if (typeof text !== "string") return fail(CODE, `device ${name} is no token`, "bundle.devices");
    const device = bundled(name, text, tailSpan?.children[index]);
    if (!device.ok) return device;
    devices.push(device.value);
  }
  return ok({ form: "bundle", overall: overall.value, devices, isLocalOutput });
}

function items(value: JsonValue | undefined): readonly JsonValue[] | null {
  return Array.isArray(value) ? value : null;
}

/** A token has no character that JSON must escape, so it starts behind the quotation mark. */
function bundled(name: string, token: string, span: JsonSpan | undefined): Result<BundledToken> {
  const text = utf8Bytes(token);
  const jws = readCompactJws(text, span === undefined ? 0 : span.start + 1);
  if (!jws.ok) {
    const { code, detail } = jws.failure;
    return fail(code, `${name}: ${detail}`, "bundle");
  }
  return ok({ name, text, jws: jws.value });
}

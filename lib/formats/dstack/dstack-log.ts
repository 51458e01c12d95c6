import { fromHex, toHex } from "@/lib/bytes/hex";
import { equalBytes } from "@/lib/bytes/equal-bytes";
import {
  isJsonObject,
  parseStrictJson,
  type JsonObject,
  type JsonValue,
} from "@/lib/bytes/strict-json";
import { latin1, utf8, utf8Bytes } from "@/lib/bytes/text";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import type { EventLog, LoggedEvent } from "@/lib/formats/event-log/event-log";
import { MAX_EVENT_LOG_BYTES, MAX_EVENTS } from "@/lib/formats/event-log/layout";
import { fail, ok, type Result } from "@/lib/rats/result";
import { objectSpans } from "./object-spans";
import { DSTACK_RUNTIME_EVENT, runtimeEventPreimage } from "./runtime-event";

/** One entry of a dstack event log, as JSON or SCALE carry it. */
export interface DstackEntry {
  readonly imr: number;
  readonly type: number;
  /** Empty when it was stripped. */
  readonly digest: Uint8Array;
  readonly name: string;
  readonly payload: Uint8Array;
  /** Null when the log does not say; then whichever gives the digest is taken, and 1 without a digest. */
  readonly version: 1 | 2 | null;
  /** What the log says that was hashed; compared, never trusted. */
  readonly preimage: string | null;
  readonly offset: number;
  readonly length: number;
}

const RUNTIME_IMR = 3;
const DIGEST_BYTES = 48;
const MAX_NAME_LENGTH = 256;
const ENTRY_MEMBERS = new Set([
  ...["imr", "event_type", "digest", "event", "event_payload"],
  ...["version", "preimage"],
]);

const invalid = (detail: string, index: number) =>
  fail("EVENT_LOG_INVALID", detail, `eventLog[${index}]`);

/** A JSON array: its first entry names an `imr`. */
export function looksLikeDstackLog(bytes: Uint8Array): boolean {
  if (bytes.find((byte) => byte > 0x20) !== 0x5b) return false; // cheap, and true of nearly everything
  return /^\s*\[\s*\{[^}]{0,4096}"imr"\s*:/.test(latin1(bytes.subarray(0, 8192)));
}

/** The JSON array of a dstack guest agent: zero-based RTMR numbers, one SHA-384 digest each. */
export async function readDstackLog(
  bytes: Uint8Array,
  crypto: CryptoPort,
): Promise<Result<EventLog>> {
  const entries = parseDstackEntries(bytes);
  return entries.ok ? dstackLog(entries.value, { crypto, size: bytes.length }) : entries;
}

/** Reads the entries without judging them. */
export function parseDstackEntries(bytes: Uint8Array): Result<readonly DstackEntry[]> {
  const text = utf8(bytes);
  if (text === null) return fail("EVENT_LOG_INVALID", "the log is no UTF-8", "eventLog");
  const json = parseStrictJson(text, {
    code: "EVENT_LOG_INVALID",
    maxDepth: 4,
    maxLength: MAX_EVENT_LOG_BYTES,
  });
  if (!json.ok) return json;
  if (!Array.isArray(json.value) || json.value.length > MAX_EVENTS) {
    return fail("EVENT_LOG_INVALID", `no JSON array of up to ${MAX_EVENTS} events`, "eventLog");
  }
  const spans = objectSpans(bytes);
  const items: readonly JsonValue[] = json.value;
  const entries: DstackEntry[] = [];
  for (const [index, item] of items.entries()) {
    const span = spans[index] ?? { offset: 0, length: 0 };
    const entry = isJsonObject(item) ? readEntry(item, span) : "the entry is no object";
    if (typeof entry === "string") return invalid(entry, index);
    entries.push(entry);
  }
  return ok(entries);
}

/** The entry, or what is wrong with it. */
function readEntry(
  item: JsonObject,
  span: { readonly offset: number; readonly length: number },
): DstackEntry | string {
  const unknown = Object.keys(item).find((member) => !ENTRY_MEMBERS.has(member));
  if (unknown !== undefined) return `unknown member "${unknown.slice(0, 64)}"`;
  const { imr, event_type: type, event: name, version = null, preimage = null } = item;
  if (typeof imr !== "number" || typeof type !== "number") return "imr or event_type is no number";
  if (typeof name !== "string") return "the event has no name";
  const digest = hexMember(item.digest ?? "");
  const payload = hexMember(item.event_payload);
  if (digest === null || payload === null) return "digest or event_payload is not hex";
  if (version !== null && version !== 1 && version !== 2) return "an unknown version";
  if (preimage !== null && typeof preimage !== "string") return "preimage is no text";
  return { imr, type, digest, name, payload, version, preimage, ...span };
}

function hexMember(value: JsonValue | undefined): Uint8Array | null {
  return typeof value === "string" ? fromHex(value) : null;
}

/**
 * The entries as a log that can be replayed. The digests of runtime events are computed from what they say, so that
 * what is replayed is what is shown; a digest that was given as well must be the same.
 */
export async function dstackLog(
  entries: readonly DstackEntry[],
  { crypto, size }: { readonly crypto: CryptoPort; readonly size: number },
): Promise<Result<EventLog>> {
  const events: LoggedEvent[] = [];
  for (const [index, entry] of entries.entries()) {
    const event = await readEvent(entry, { index, crypto });
    if (typeof event === "string") return invalid(event, index);
    events.push(event);
  }
  return ok({
    format: "dstack-json",
    family: "rtmr",
    algorithms: ["sha384"],
    events,
    size,
    bytesUsed: size,
    startupLocality: 0,
  });
}

/** The event, or what is wrong with it. */
async function readEvent(
  entry: DstackEntry,
  { index, crypto }: { readonly index: number; readonly crypto: CryptoPort },
): Promise<LoggedEvent | string> {
  const { imr, type, digest, name, payload, offset, length } = entry;
  if (!Number.isInteger(imr) || imr < 0 || imr > RUNTIME_IMR) return `there is no RTMR ${imr}`;
  if (!Number.isInteger(type) || type < 0 || type > 0xffff_ffff) return "an impossible type";
  if (digest.length !== 0 && digest.length !== DIGEST_BYTES) return "a digest that is no SHA-384";
  const base = { index, offset, length, register: imr, type, data: payload, dataOffset: 0 };
  if (type !== DSTACK_RUNTIME_EVENT) {
    if (imr === RUNTIME_IMR) return "an event of another type in RTMR3";
    if (digest.length === 0) return "a boot event without digest";
    const stripped = payload.length === 0 ? ({ isStripped: true } as const) : {};
    return { ...base, digests: new Map([["sha384", digest]]), name: null, ...stripped };
  }
  if (imr !== RUNTIME_IMR) return `a runtime event in RTMR${imr}`;
  if (name.length > MAX_NAME_LENGTH) return "a name that is too long";
  const computed = await runtimeDigest(entry, crypto);
  if (typeof computed === "string") return computed;
  return { ...base, digests: new Map([["sha384", computed]]), name };
}

async function runtimeDigest(entry: DstackEntry, crypto: CryptoPort): Promise<Uint8Array | string> {
  const { name, payload, digest, version, preimage } = entry;
  const wanted = version === null ? ([1, 2] as const) : ([version] as const);
  for (const candidate of wanted) {
    const bytes = runtimeEventPreimage({ name, payload }, candidate);
    const computed = await crypto.digest("SHA-384", bytes);
    if (digest.length > 0 && !equalBytes(computed, digest)) continue;
    if (candidate === 1 && name.includes(":")) return "a name with a colon, which is ambiguous";
    const isSaid =
      preimage === null ||
      preimage.toLowerCase() === toHex(bytes) ||
      equalBytes(utf8Bytes(preimage), bytes);
    return isSaid ? computed : "the preimage is not of this event";
  }
  return "the digest is not of name and payload";
}

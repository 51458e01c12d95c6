import { fromHex, toHex } from "@/lib/bytes/hex";
import { isJsonObject, parseWithSource } from "@/lib/bytes/strict-json";
import { latin1, utf8, utf8Bytes } from "@/lib/bytes/text";
import { parseAttestationV1, v1Platform } from "@/lib/formats/dstack/attestation-v1";
import { dstackLog, readDstackLog } from "@/lib/formats/dstack/dstack-log";
import type { RuntimeEvent } from "@/lib/formats/dstack/runtime-event";
import {
  parseVersionedAttestation,
  versionedPlatform,
  type VersionedAttestation,
} from "@/lib/formats/dstack/versioned-attestation";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import type { EventLog } from "@/lib/formats/event-log/event-log";
import { fail, ok, type Result } from "@/lib/rats/result";

/** What a dstack guest hands out: a TDX quote, and the log that its registers replay from. */
export interface DstackEvidence {
  readonly form: "json" | "scale" | "msgpack";
  readonly quote: Uint8Array;
  /** Where the quote begins; null where it does not stand byte by byte. */
  readonly quoteOffset: number | null;
  /** The log as it came: what a replay of it is remembered under. */
  readonly logBytes: Uint8Array;
  readonly readLog: (crypto: CryptoPort) => Promise<Result<EventLog>>;
  /** The guest's own copy of the report data; null when it gives none. */
  readonly reportData: Uint8Array | null;
  /** The second list of runtime events that the binary forms carry; null for JSON. */
  readonly runtimeEvents: readonly RuntimeEvent[] | null;
  /** Configuration of the deployment, which nothing signs; null when it gives none. */
  readonly config: string | null;
  /** Where the parts stand in the bytes; null where they are text inside of text, or numbers. */
  readonly spans: VersionedAttestation["spans"] | null;
}

const MAX_JSON_LENGTH = 8 * 1024 * 1024;
const JSON_BEGINNING = /^\s*\{/;
const QUOTE_MEMBER = /"quote"\s*:\s*"(?:0x)?0[45]00020081000000/i;
const LOG_MEMBER = /"event_log"\s*:\s*(?:"\s*\[|\[)/;

/** JSON with a TDX quote in hex and an event log, or a binary form around a TDX quote. */
export function looksLikeDstackEvidence(bytes: Uint8Array): boolean {
  if (bytes[0] === 0) {
    const platform = versionedPlatform(bytes);
    return platform === "tdx" || platform === "gcp-tdx";
  }
  const platform = v1Platform(bytes);
  if (platform !== null) return platform === "tdx" || platform === "gcp-tdx";
  const beginning = latin1(bytes.subarray(0, 256));
  if (!JSON_BEGINNING.test(beginning)) return false;
  const text = latin1(bytes);
  return QUOTE_MEMBER.test(text) && LOG_MEMBER.test(text);
}

export function readDstackEvidence(bytes: Uint8Array): Result<DstackEvidence> {
  if (bytes[0] === 0) return readScale(bytes);
  return v1Platform(bytes) === null ? readJson(bytes) : readV1(bytes);
}

function readV1(bytes: Uint8Array): Result<DstackEvidence> {
  const parsed = parseAttestationV1(bytes);
  if (!parsed.ok) return parsed;
  const { platform, quote, eventLog, runtimeEvents, reportData, config } = parsed.value;
  if (platform !== "tdx") return fail("EVIDENCE_MALFORMED", `dstack on ${platform}`, "dstack");
  const content = eventLog.map(({ imr, type, digest, name, payload, version }) =>
    [imr, type, toHex(digest), name, toHex(payload), version].map((part) => JSON.stringify(part)),
  );
  return ok({
    form: "msgpack",
    quote,
    quoteOffset: null,
    logBytes: utf8Bytes(content.map((parts) => parts.join()).join(";")),
    readLog: (crypto) => dstackLog(eventLog, { crypto, size: bytes.length }),
    reportData,
    runtimeEvents,
    config,
    spans: null,
  });
}

function readScale(bytes: Uint8Array): Result<DstackEvidence> {
  const parsed = parseVersionedAttestation(bytes);
  if (!parsed.ok) return parsed;
  const { platform, quote, quoteOffset, eventLog, runtimeEvents, reportData, config, spans } =
    parsed.value;
  if (platform !== "tdx") {
    return fail("EVIDENCE_MALFORMED", "the attestation holds a Nitro document", "dstack");
  }
  const { offset, length } = spans.eventLog;
  return ok({
    form: "scale",
    quote,
    quoteOffset,
    logBytes: bytes.subarray(offset, offset + length),
    readLog: (crypto) => dstackLog(eventLog, { crypto, size: bytes.length }),
    reportData,
    runtimeEvents,
    config,
    spans,
  });
}

/** What `GetQuote` of the guest agent answers: `quote`, `event_log`, `report_data`, `vm_config`. */
function readJson(bytes: Uint8Array): Result<DstackEvidence> {
  const text = utf8(bytes);
  if (text === null) return fail("EVIDENCE_MALFORMED", "the JSON is no UTF-8", "dstack");
  const json = parseWithSource(text, "event_log", {
    code: "EVIDENCE_MALFORMED",
    maxLength: MAX_JSON_LENGTH,
  });
  if (!json.ok) return json;
  const { value, source } = json.value;
  if (!isJsonObject(value)) return fail("EVIDENCE_MALFORMED", "no JSON object", "dstack");
  const quote = hexOf(value.quote);
  if (quote === null) return fail("EVIDENCE_MALFORMED", "quote is not hex", "dstack.quote");
  const { event_log: log, vm_config: config = null, report_data: given = null } = value;
  const logText = typeof log === "string" ? log : Array.isArray(log) ? source : null;
  if (logText === null) return fail("EVIDENCE_MALFORMED", "no event log", "dstack.event_log");
  const reportData = given === null || given === "" ? null : hexOf(given);
  if (reportData === null && given !== null && given !== "") {
    return fail("EVIDENCE_MALFORMED", "report_data is not hex", "dstack.report_data");
  }
  if (config !== null && typeof config !== "string") {
    return fail("EVIDENCE_MALFORMED", "vm_config is no text", "dstack.vm_config");
  }
  const logBytes = utf8Bytes(logText);
  return ok({
    form: "json",
    quote,
    quoteOffset: null,
    logBytes,
    readLog: (crypto) => readDstackLog(logBytes, crypto),
    reportData,
    runtimeEvents: null,
    config,
    spans: null,
  });
}

function hexOf(value: unknown): Uint8Array | null {
  return typeof value === "string" ? fromHex(value.replace(/^0x/i, "")) : null;
}

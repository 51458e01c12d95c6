import { latin1 } from "@/lib/bytes/text";
import {
  isMsgpackMap,
  readMsgpack,
  type MsgpackMap,
  type MsgpackValue,
} from "@/lib/formats/msgpack/read-msgpack";
import { fail, ok, type Result } from "@/lib/rats/result";
import type { DstackEntry } from "./dstack-log";
import type { RuntimeEvent } from "./runtime-event";

/** Version 1 of dstack's attestation: MessagePack with names. */
export interface AttestationV1 {
  /** `tdx`, `nitro-enclave`, `sev-snp`, or a platform that is not known here. */
  readonly platform: string;
  /** The TDX quote, the Nitro document or the SEV-SNP report. */
  readonly quote: Uint8Array;
  readonly eventLog: readonly DstackEntry[];
  readonly runtimeEvents: readonly RuntimeEvent[];
  readonly reportData: Uint8Array;
  readonly config: string;
}

const BEGINNING =
  /^[\x82-\x84]\xa7version\x01\xa8platform\x82\xa4kind[\xa0-\xbf]([a-z-]+?)\xa4data/;
const QUOTE_MEMBERS: ReadonlyMap<string, string> = new Map([
  ["tdx", "quote"],
  ["nitro-enclave", "nsm_quote"],
  ["sev-snp", "report"],
]);
const REPORT_DATA_BYTES = 64;

/** Cheap: the platform that the fixed beginning names; null when these bytes are something else. */
export function v1Platform(bytes: Uint8Array): string | null {
  return BEGINNING.exec(latin1(bytes.subarray(0, 96)))?.[1] ?? null;
}

/** dstack, dstack-attest, `v1::Attestation`. */
export function parseAttestationV1(bytes: Uint8Array): Result<AttestationV1> {
  const malformed = (what: string) => fail("EVIDENCE_MALFORMED", what, "dstack");
  const value = readMsgpack(bytes) ?? undefined;
  if (!isMsgpackMap(value)) return malformed("the MessagePack can't be read");
  const platform = tagged(value.get("platform"));
  const stack = tagged(value.get("stack"));
  if (value.get("version") !== 1 || platform === null || stack === null) {
    return malformed("version, platform or stack is missing");
  }
  const member = QUOTE_MEMBERS.get(platform.kind);
  if (member === undefined || !["dstack", "dstack-pod"].includes(stack.kind)) {
    const what = `dstack on ${platform.kind}, ${stack.kind}`;
    return fail("REPORT_FORMAT_UNSUPPORTED", what, "dstack");
  }
  const quote = bytesOf(platform.data.get(member));
  const eventLog = listOf(platform.data.get("event_log") ?? [], readEntry);
  const runtimeEvents = listOf(stack.data.get("runtime_events"), readRuntimeEvent);
  const reportData = bytesOf(stack.data.get("report_data"));
  const config = stack.data.get("config");
  if (quote === null || eventLog === null || runtimeEvents === null) {
    return malformed("quote, event log or runtime events are malformed");
  }
  if (reportData?.length !== REPORT_DATA_BYTES || typeof config !== "string") {
    return malformed("report data or configuration is malformed");
  }
  return ok({ platform: platform.kind, quote, eventLog, runtimeEvents, reportData, config });
}

function tagged(value: MsgpackValue | undefined): { kind: string; data: MsgpackMap } | null {
  if (!isMsgpackMap(value)) return null;
  const kind = value.get("kind");
  const data = value.get("data");
  return typeof kind === "string" && isMsgpackMap(data) ? { kind, data } : null;
}

/** Bytes as such, or as the list of numbers that Rust writes for a vector of bytes. */
function bytesOf(value: MsgpackValue | undefined): Uint8Array | null {
  if (value instanceof Uint8Array) return value;
  if (!Array.isArray(value)) return null;
  const items: readonly MsgpackValue[] = value;
  const isBytes = items.every((item) => typeof item === "number" && item <= 255);
  return isBytes ? Uint8Array.from(items, Number) : null;
}

function listOf<T>(
  value: MsgpackValue | undefined,
  read: (item: MsgpackMap) => T | null,
): readonly T[] | null {
  if (!Array.isArray(value)) return null;
  const items: readonly MsgpackValue[] = value;
  const list: T[] = [];
  for (const item of items) {
    const one = isMsgpackMap(item) ? read(item) : null;
    if (one === null) return null;
    list.push(one);
  }
  return list;
}

function readEntry(item: MsgpackMap): DstackEntry | null {
  const imr = item.get("imr");
  const type = item.get("event_type");
  const name = item.get("event");
  const digest = bytesOf(item.get("digest") ?? []);
  const payload = bytesOf(item.get("event_payload"));
  const version = item.get("version") ?? null;
  if (typeof imr !== "number" || typeof type !== "number" || typeof name !== "string") return null;
  if (digest === null || payload === null) return null;
  if (version !== null && version !== 1 && version !== 2) return null;
  return { imr, type, digest, name, payload, version, preimage: null, offset: 0, length: 0 };
}

function readRuntimeEvent(item: MsgpackMap): RuntimeEvent | null {
  const name = item.get("event");
  const payload = bytesOf(item.get("payload"));
  return typeof name === "string" && payload !== null ? { name, payload } : null;
}

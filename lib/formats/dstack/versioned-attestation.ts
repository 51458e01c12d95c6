import { looksLikeQuote } from "@/lib/formats/dcap/quote";
import { ScaleReader } from "@/lib/formats/scale/scale-reader";
import { MAX_EVENTS } from "@/lib/formats/event-log/layout";
import { fail, ok, type Result } from "@/lib/rats/result";
import type { DstackEntry } from "./dstack-log";
import type { RuntimeEvent } from "./runtime-event";

/** What a dstack attestation was made on; the second byte. */
const PLATFORMS = ["tdx", "gcp-tdx", "nitro"] as const;
export type DstackPlatform = (typeof PLATFORMS)[number];

/** The place of one part, in bytes. */
export interface Span {
  readonly offset: number;
  readonly length: number;
}

/** `VersionedAttestation::V0` of dstack: SCALE. */
export interface VersionedAttestation {
  readonly platform: "tdx" | "nitro";
  /** The TDX quote or the Nitro document. */
  readonly quote: Uint8Array;
  readonly quoteOffset: number;
  /** Empty for Nitro. */
  readonly eventLog: readonly DstackEntry[];
  readonly runtimeEvents: readonly RuntimeEvent[];
  readonly reportData: Uint8Array;
  /** JSON of the deployment; nothing signs it. */
  readonly config: string;
  readonly spans: {
    readonly eventLog: Span;
    readonly runtimeEvents: Span;
    readonly reportData: Span;
    readonly config: Span;
  };
}

const REPORT_DATA_BYTES = 64;

/** Cheap: version 0, a platform that there is, and what it begins with: a TDX quote or a COSE_Sign1 document. */
export function versionedPlatform(bytes: Uint8Array): DstackPlatform | null {
  if (bytes.length < REPORT_DATA_BYTES || bytes[0] !== 0) return null;
  const platform = PLATFORMS[bytes[1] ?? 255];
  if (platform === undefined) return null;
  const reader = new ScaleReader(bytes, 2);
  const quote = reader.bytes();
  if (reader.failed || quote.length < REPORT_DATA_BYTES) return null;
  const isAsExpected =
    platform === "nitro" ? COSE_BEGINNINGS.includes(quote[0] ?? 0) : looksLikeQuote(quote, "tdx");
  return isAsExpected ? platform : null;
}

/** An array of four items, or the tag 18 before it: RFC 9052, section 4.2. */
const COSE_BEGINNINGS = [0x84, 0xd2];

/** dstack, dstack-attest, `Attestation`: every byte is read. */
export function parseVersionedAttestation(bytes: Uint8Array): Result<VersionedAttestation> {
  const platform = versionedPlatform(bytes);
  if (platform === null) return fail("EVIDENCE_MALFORMED", "no dstack attestation", "dstack");
  if (platform === "gcp-tdx") {
    return fail("REPORT_FORMAT_UNSUPPORTED", "dstack on Google Cloud (TDX and TPM)", "dstack");
  }
  const reader = new ScaleReader(bytes, 2);
  const quote = reader.bytes();
  const quoteOffset = reader.position - quote.length;
  const eventLog = platform === "tdx" ? readList(reader, readEntry) : none(reader);
  const runtimeEvents = readList(reader, readRuntimeEvent);
  const reportDataAt = reader.position;
  const reportData = reader.fixed(REPORT_DATA_BYTES);
  const configAt = reader.position;
  const config = reader.text();
  if (reader.failed || eventLog === null || runtimeEvents === null) {
    return fail("EVIDENCE_TRUNCATED", "the dstack attestation is cut off or malformed", "dstack");
  }
  if (reader.remaining > 0) {
    return fail("EVIDENCE_MALFORMED", `${reader.remaining} bytes follow it`, "dstack");
  }
  return ok({
    platform,
    quote,
    quoteOffset,
    eventLog: eventLog.items,
    runtimeEvents: runtimeEvents.items,
    reportData,
    config,
    spans: {
      eventLog: eventLog.span,
      runtimeEvents: runtimeEvents.span,
      reportData: { offset: reportDataAt, length: REPORT_DATA_BYTES },
      config: { offset: configAt, length: bytes.length - configAt },
    },
  });
}

interface ReadList<T> {
  readonly items: readonly T[];
  readonly span: Span;
}

const none = (reader: ScaleReader): ReadList<DstackEntry> => ({
  items: [],
  span: { offset: reader.position, length: 0 },
});

/** Null when it can't be read: each item takes bytes, so the count is bounded by the input. */
function readList<T>(reader: ScaleReader, read: (reader: ScaleReader) => T): ReadList<T> | null {
  const offset = reader.position;
  const count = reader.compact();
  if (count > MAX_EVENTS) return null;
  const items: T[] = [];
  for (let at = 0; at < count; at++) {
    items.push(read(reader));
    if (reader.failed) return null;
  }
  return { items, span: { offset, length: reader.position - offset } };
}

function readEntry(reader: ScaleReader): DstackEntry {
  const offset = reader.position;
  const entry = {
    imr: reader.u32(),
    type: reader.u32(),
    digest: reader.bytes(),
    name: reader.text(),
    payload: reader.bytes(),
    version: null,
    preimage: null,
  };
  return { ...entry, offset, length: reader.position - offset };
}

function readRuntimeEvent(reader: ScaleReader): RuntimeEvent {
  return { name: reader.text(), payload: reader.bytes() };
}

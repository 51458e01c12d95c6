import { parseEventLog } from "@/lib/formats/event-log/parse-event-log";
import { EVENT_TYPES } from "@/lib/formats/event-log/layout";
import { ByteReader } from "@/lib/bytes/byte-reader";

const LEAST_RECORD_BYTES = 32;
const LEAST_EVENTS = 2;

/**
 * A log of the SHA-1 format has no magic number. It begins in PCR 0 with a type that there is, and all of it must read as
 * records, each of a type that there is.
 */
export function looksLikeSha1Log(bytes: Uint8Array): boolean {
  if (bytes.length < LEAST_RECORD_BYTES * LEAST_EVENTS) return false;
  const reader = new ByteReader(bytes);
  if (reader.u32le() !== 0 || !EVENT_TYPES.has(reader.u32le())) return false;
  const log = parseEventLog(bytes, "pcr");
  return (
    log.ok &&
    log.value.events.length >= LEAST_EVENTS &&
    log.value.events.every(({ type }) => EVENT_TYPES.has(type))
  );
}

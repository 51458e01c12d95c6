import { ByteReader } from "@/lib/bytes/byte-reader";
import { latin1 } from "@/lib/bytes/text";
import { fail, ok, type Result } from "@/lib/rats/result";
import type { EventLog, HashName, LoggedEvent, RegisterFamily } from "./event-log";
import {
  EV_NO_ACTION,
  LOG_ALGORITHMS,
  MAX_BANKS,
  MAX_EVENT_LOG_BYTES,
  MAX_EVENTS,
  SPEC_ID_EVENT03,
  STARTUP_LOCALITY,
} from "./layout";

const HEADER_BYTES = 32; // of a SHA-1 record: register, type, digest, size
const MAX_PCR = 23;
const MAX_CC_INDEX = 4;
const LOCALITIES = [0, 3, 4];

const invalid = (detail: string, index: number) =>
  fail("EVENT_LOG_INVALID", detail, `eventLog[${index}]`);

/**
 * Cheap: the fixed beginning of a crypto-agile log. Its first record stands in PCR 0, in a CC log under index 1, so the
 * beginning tells the two apart where nobody says which it is. Null: this is no crypto-agile log.
 */
export function cryptoAgileFamily(bytes: Uint8Array): RegisterFamily | null {
  if (bytes.length < HEADER_BYTES + SPEC_ID_EVENT03.length) return null;
  const reader = new ByteReader(bytes);
  const register = reader.u32le();
  if (register > 1 || reader.u32le() !== EV_NO_ACTION) return null;
  reader.skip(24);
  if (latin1(reader.bytes(SPEC_ID_EVENT03.length)) !== SPEC_ID_EVENT03) return null;
  return register === 0 ? "pcr" : "rtmr";
}

/**
 * A TCG event log: crypto-agile when its first record says so, the SHA-1 records of the TPM 1.2 days otherwise.
 * All of it must be records, but for one run of 0x00 or 0xff that fills the buffer up.
 * TCG PC Client Platform Firmware Profile 1.06, section 10; for CC logs UEFI 2.10, section 38.4.1.
 */
export function parseEventLog(bytes: Uint8Array, family: RegisterFamily): Result<EventLog> {
  if (bytes.length > MAX_EVENT_LOG_BYTES) {
    return fail("EVIDENCE_TOO_LARGE", `${bytes.length} bytes of event log`, "eventLog");
  }
  const banks = cryptoAgileFamily(bytes) !== null ? readSpecId(bytes) : ok(null);
  if (!banks.ok) return banks;
  const read = readRecords({ bytes, family, spec: banks.value });
  if (!read.ok) return read;
  const { events, bytesUsed } = read.value;
  const startupLocality = family === "pcr" ? readStartupLocality(events) : ok(0);
  if (!startupLocality.ok) return startupLocality;
  return ok({
    format: banks.value === null ? "tcg-sha1" : "tcg-crypto-agile",
    family,
    algorithms: banks.value === null ? ["sha1"] : [...banks.value.sizes.keys()],
    events,
    size: bytes.length,
    bytesUsed,
    startupLocality: startupLocality.value,
  });
}

interface SpecId {
  readonly sizes: ReadonlyMap<HashName, number>;
  readonly record: LoggedEvent;
}

/** TCG_EfiSpecIDEvent, table 20: the banks of the log, each once and of the size that its algorithm has. */
function readSpecId(bytes: Uint8Array): Result<SpecId> {
  const reader = new ByteReader(bytes);
  reader.skip(8);
  const digest = reader.bytes(20);
  const size = reader.u32le();
  const data = reader.bytes(size);
  if (reader.overrun) return invalid("the Spec ID record is cut off", 0);
  const sizes = new Map<HashName, number>();
  const fields = new ByteReader(data);
  fields.skip(SPEC_ID_EVENT03.length + 8); // platform class, versions, size of UINTN
  const count = fields.u32le();
  if (count === 0 || count > MAX_BANKS) return invalid(`${count} digest algorithms`, 0);
  for (let at = 0; at < count; at++) {
    const id = fields.u16le();
    const digestSize = fields.u16le();
    const algorithm = LOG_ALGORITHMS.get(id);
    if (algorithm === undefined) return invalid(`unknown digest algorithm ${id}`, 0);
    if (algorithm.size !== digestSize)
      return invalid(`${algorithm.name} of ${digestSize} bytes`, 0);
    if (sizes.has(algorithm.name)) return invalid(`${algorithm.name} is declared twice`, 0);
    sizes.set(algorithm.name, digestSize);
  }
  fields.skip(fields.u8());
  if (fields.overrun || fields.remaining > 0)
    return invalid("the Spec ID record has another size", 0);
  const record: LoggedEvent = {
    index: 0,
    offset: 0,
    length: HEADER_BYTES + size,
    register: 0,
    type: EV_NO_ACTION,
    digests: new Map([["sha1", digest]]),
    data,
    dataOffset: HEADER_BYTES,
    name: null,
  };
  return ok({ sizes, record });
}

function readRecords(given: {
  bytes: Uint8Array;
  family: RegisterFamily;
  spec: SpecId | null;
}): Result<{ events: readonly LoggedEvent[]; bytesUsed: number }> {
  const { bytes, family, spec } = given;
  const events: LoggedEvent[] = spec === null ? [] : [spec.record];
  const fillerFrom = startOfFiller(bytes);
  const reader = new ByteReader(bytes, spec?.record.length ?? 0);
  while (reader.remaining > 0 && reader.position < fillerFrom) {
    const index = events.length;
    if (index >= MAX_EVENTS) return invalid(`more than ${MAX_EVENTS} events`, index);
    const event = readRecord({ reader, family, spec, index });
    if (!event.ok) return event;
    events.push(event.value);
  }
  if (events.length === 0) return invalid("there is no event", 0);
  return ok({ events, bytesUsed: reader.position });
}

/** Where the run of one filler byte begins that the buffer ends with. A record may end with the same byte. */
function startOfFiller(bytes: Uint8Array): number {
  const filler = bytes.at(-1);
  if (filler !== 0x00 && filler !== 0xff) return bytes.length;
  return bytes.findLastIndex((byte) => byte !== filler) + 1;
}

function readRecord(given: {
  reader: ByteReader;
  family: RegisterFamily;
  spec: SpecId | null;
  index: number;
}): Result<LoggedEvent> {
  const { reader, family, spec, index } = given;
  const offset = reader.position;
  const written = reader.u32le();
  const type = reader.u32le();
  const digests = spec === null ? ok(readSha1(reader)) : readDigests({ reader, spec, index });
  if (!digests.ok) return digests;
  const size = reader.u32le();
  const dataOffset = reader.position;
  const data = reader.bytes(size);
  if (reader.overrun) return invalid("the record is cut off", index);
  if (written > (family === "pcr" ? MAX_PCR : MAX_CC_INDEX)) {
    return invalid(`there is no register ${written}`, index);
  }
  const register = family === "pcr" ? written : written - 1;
  if (register < 0 && type !== EV_NO_ACTION) return invalid("an event extends MRTD", index);
  const length = reader.position - offset;
  return ok({
    index,
    offset,
    length,
    register,
    type,
    digests: digests.value,
    data,
    dataOffset,
    name: null,
  });
}

function readSha1(reader: ByteReader): ReadonlyMap<HashName, Uint8Array> {
  return new Map([["sha1", reader.bytes(20)]]);
}

/** TPML_DIGEST_VALUES: each declared bank exactly once. */
function readDigests(given: {
  reader: ByteReader;
  spec: SpecId;
  index: number;
}): Result<ReadonlyMap<HashName, Uint8Array>> {
  const { reader, spec, index } = given;
  const count = reader.u32le();
  if (reader.overrun) return invalid("the record is cut off", index);
  if (count !== spec.sizes.size) return invalid(`${count} digests`, index);
  const digests = new Map<HashName, Uint8Array>();
  for (let at = 0; at < count; at++) {
    const id = reader.u16le();
    const name = LOG_ALGORITHMS.get(id)?.name;
    const size = name === undefined ? undefined : spec.sizes.get(name);
    if (reader.overrun) return invalid("the record is cut off", index);
    if (name === undefined || size === undefined) {
      return invalid(`digest algorithm ${id} was not declared`, index);
    }
    if (digests.has(name)) return invalid(`two digests of ${name}`, index);
    digests.set(name, reader.bytes(size));
  }
  return ok(digests);
}

/** The locality that TPM2_Startup came from is where PCR 0 starts: at most one such event, before PCR 0 is extended. */
function readStartupLocality(events: readonly LoggedEvent[]): Result<number> {
  let locality: number | null = null;
  let isExtended = false;
  for (const { index, register, type, data } of events) {
    if (type !== EV_NO_ACTION) {
      isExtended ||= register === 0;
      continue;
    }
    if (!latin1(data.subarray(0, STARTUP_LOCALITY.length)).startsWith(STARTUP_LOCALITY)) continue;
    const value = data[STARTUP_LOCALITY.length];
    if (data.length !== STARTUP_LOCALITY.length + 1 || value === undefined || register !== 0) {
      return invalid("a malformed startup locality", index);
    }
    if (!LOCALITIES.includes(value)) return invalid(`startup from locality ${value}`, index);
    if (locality !== null) return invalid("a second startup locality", index);
    if (isExtended) return invalid("startup locality after PCR 0 was extended", index);
    locality = value;
  }
  return ok(locality ?? 0);
}

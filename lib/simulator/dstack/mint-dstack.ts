import { fromHex, toHex } from "@/lib/bytes/hex";
import { ByteWriter, joinBytes, pattern } from "../byte-writer";
import { ascii, digestOf, extendAll } from "../event-log/event-log-writer";
import { writeMsgpack, type Msgpack } from "./msgpack-writer";
import { mintEventLog } from "../event-log/mint-event-log";
import { mintIntel, type MintedIntel, type MintIntelOptions } from "../intel/mint-intel";

/** An entry of a dstack log, as the guest agent's JSON spells it. */
export interface DstackLogEntry {
  readonly imr: number;
  readonly event_type: number;
  readonly digest: string;
  readonly event: string;
  readonly event_payload: string;
  readonly version?: number;
  readonly preimage?: string;
}

export interface RuntimeEventSpec {
  readonly name: string;
  readonly payload: Uint8Array;
  /** Form of the digest; 1 when absent. */
  readonly version?: 1 | 2;
}

export interface MintDstackOptions extends Pick<
  MintIntelOptions,
  "pki" | "at" | "td" | "statuses"
> {
  readonly form?: "json" | "scale" | "msgpack";
  /** Of RTMR3, before they are measured. */
  readonly runtimeEvents?: (events: readonly RuntimeEventSpec[]) => readonly RuntimeEventSpec[];
  /** The finished log, after the quote was made. */
  readonly log?: (log: readonly DstackLogEntry[]) => readonly DstackLogEntry[];
  /** Of the SCALE form: the second list of runtime events. */
  readonly secondList?: (events: readonly RuntimeEventSpec[]) => readonly RuntimeEventSpec[];
  /** The guest's copy of the report data. */
  readonly statedReportData?: Uint8Array;
  /** MRCONFIGID; names the compose hash when absent. */
  readonly mrConfigId?: Uint8Array;
}

export interface MintedDstack extends Omit<MintedIntel, "endorsements"> {
  readonly evidence: Uint8Array;
  readonly endorsements: { readonly intel: MintedIntel["endorsements"] };
  readonly log: readonly DstackLogEntry[];
}

export const DSTACK_RUNTIME_TYPE = 0x0800_0001;
const REPORT_DATA_BYTES = 64;

export const DSTACK_COMPOSE_HASH = pattern(71, 32);
export const DSTACK_APP_ID = DSTACK_COMPOSE_HASH.subarray(0, 20);

const SYSTEM_EVENTS: readonly RuntimeEventSpec[] = [
  { name: "system-preparing", payload: new Uint8Array(0) },
  { name: "app-id", payload: DSTACK_APP_ID },
  { name: "compose-hash", payload: DSTACK_COMPOSE_HASH },
  { name: "instance-id", payload: pattern(72, 20) },
  { name: "boot-mr-done", payload: new Uint8Array(0) },
  { name: "os-image-hash", payload: pattern(73, 32) },
  { name: "key-provider", payload: ascii('{"name":"kms","id":"30590a"}') },
  { name: "system-ready", payload: new Uint8Array(0) },
];

/** Registers and log of a dstack guest, before anything signs them. */
export interface DstackGuest {
  readonly registers: Readonly<Record<"rtmr0" | "rtmr1" | "rtmr2" | "rtmr3", Uint8Array>>;
  readonly runtimeEvents: readonly RuntimeEventSpec[];
  readonly log: readonly DstackLogEntry[];
}

export async function mintDstackGuest(
  change: MintDstackOptions["runtimeEvents"] = (events) => events,
): Promise<DstackGuest> {
  const boot: DstackLogEntry[] = [];
  const { registers } = await mintEventLog({
    form: "rtmr",
    logged(events) {
      for (const { register, type, data, digests } of events) {
        const digest = toHex(digests[0]?.digest ?? new Uint8Array(0));
        const event = { event: "", event_payload: toHex(data) };
        boot.push({ imr: register - 1, event_type: type, digest, ...event });
      }
      return events;
    },
  });
  const runtimeEvents = change(SYSTEM_EVENTS);
  const digests = await Promise.all(
    runtimeEvents.map((event) => digestOf("sha384", preimage(event))),
  );
  const zeros = new Uint8Array(48);
  const boots = registers.sha384 ?? new Map<number, Uint8Array>();
  return {
    registers: {
      rtmr0: boots.get(1) ?? zeros,
      rtmr1: boots.get(2) ?? zeros,
      rtmr2: boots.get(3) ?? zeros,
      rtmr3: await extendAll("sha384", { initial: zeros, digests }),
    },
    runtimeEvents,
    log: [
      ...boot,
      ...runtimeEvents.map(({ name, payload, version }, at) => ({
        imr: 3,
        event_type: DSTACK_RUNTIME_TYPE,
        digest: toHex(digests[at] ?? zeros),
        event: name,
        event_payload: toHex(payload),
        ...(version === 2 ? { version } : {}),
      })),
    ],
  };
}

/** dstack, cc-eventlog: both forms of what is hashed. */
function preimage({ name, payload, version = 1 }: RuntimeEventSpec): Uint8Array {
  return version === 2
    ? ascii(JSON.stringify({ name, payload: toHex(payload), type: DSTACK_RUNTIME_TYPE }))
    : joinBytes([Uint8Array.of(1, 0, 0, 8), ascii(`:${name}:`), payload]);
}

/** Mints what a dstack guest on TDX hands out, with everything that it takes to judge it. */
export async function mintDstack(options: MintDstackOptions = {}): Promise<MintedDstack> {
  const { form = "json", pki, at, td, statuses } = options;
  const guest = await mintDstackGuest(options.runtimeEvents);
  const minted = await mintIntel({
    ...(pki ? { pki } : {}),
    ...(at ? { at } : {}),
    ...(statuses ? { statuses } : {}),
    td: {
      reportData: new Uint8Array(REPORT_DATA_BYTES),
      mrConfigId: options.mrConfigId ?? dstackConfigId(DSTACK_COMPOSE_HASH),
      ...guest.registers,
      ...td,
    },
  });
  const log = options.log?.(guest.log) ?? guest.log;
  const reportData =
    options.statedReportData ?? td?.reportData ?? new Uint8Array(REPORT_DATA_BYTES);
  const second = options.secondList?.(guest.runtimeEvents) ?? guest.runtimeEvents;
  const { endorsements, ...rest } = minted;
  return {
    ...rest,
    endorsements: { intel: endorsements },
    log,
    evidence: writeEvidence(form, {
      ...{ quote: minted.quote, log, reportData },
      runtimeEvents: second,
    }),
  };
}

function writeEvidence(
  form: "json" | "scale" | "msgpack",
  given: Parameters<typeof writeDstackScale>[0],
): Uint8Array {
  if (form === "json") return writeDstackJson(given);
  return form === "scale" ? writeDstackScale(given) : writeDstackMsgpack(given);
}

/** Version 1 of what hosts write into MRCONFIGID. */
export function dstackConfigId(composeHash: Uint8Array): Uint8Array {
  return new ByteWriter().u8(1).bytes(composeHash, 32).zeros(15).finish();
}

/** What `GetQuote` of the guest agent answers. */
export function writeDstackJson(given: {
  readonly quote: Uint8Array;
  readonly log: readonly DstackLogEntry[];
  readonly reportData: Uint8Array;
}): Uint8Array {
  return ascii(
    JSON.stringify({
      quote: toHex(given.quote),
      event_log: JSON.stringify(given.log),
      report_data: toHex(given.reportData),
      vm_config: "{}",
    }),
  );
}

/** `VersionedAttestation::V0` around a TDX quote. */
export function writeDstackScale(given: {
  readonly quote: Uint8Array;
  readonly log: readonly DstackLogEntry[];
  readonly reportData: Uint8Array;
  readonly runtimeEvents: readonly RuntimeEventSpec[];
}): Uint8Array {
  const { quote, log, reportData, runtimeEvents } = given;
  const writer = new ByteWriter().u8(0).u8(0).append(scaleBytes(quote));
  writer.append(compact(log.length));
  for (const { imr, event_type, digest, event, event_payload } of log) {
    writer.u32le(imr).u32le(event_type);
    for (const part of [hex(digest), ascii(event), hex(event_payload)]) {
      writer.append(scaleBytes(part));
    }
  }
  writer.append(compact(runtimeEvents.length));
  for (const { name, payload } of runtimeEvents) {
    writer.append(scaleBytes(ascii(name))).append(scaleBytes(payload));
  }
  return writer
    .bytes(reportData, REPORT_DATA_BYTES)
    .append(scaleBytes(ascii("{}")))
    .finish();
}

function hex(text: string): Uint8Array {
  const bytes = fromHex(text);
  if (bytes === null) throw new RangeError("not hex");
  return bytes;
}

function scaleBytes(bytes: Uint8Array): Uint8Array {
  return joinBytes([compact(bytes.length), bytes]);
}

/** SCALE's compact integer in its shortest form. */
export function compact(value: number): Uint8Array {
  if (value < 0x40) return Uint8Array.of(value << 2);
  if (value < 0x4000) return new ByteWriter().u16le((value << 2) | 1).finish();
  return new ByteWriter().u32le(value * 4 + 2).finish();
}

/** Version 1, `v1::Attestation`: vectors of bytes are lists of numbers but where dstack asks for bytes. */
export function writeDstackMsgpack(given: Parameters<typeof writeDstackScale>[0]): Uint8Array {
  const { quote, log, reportData, runtimeEvents } = given;
  const map = (members: Readonly<Record<string, Msgpack>>) => new Map(Object.entries(members));
  const eventLog = log.map(({ imr, event_type, digest, event, event_payload, version }) =>
    map({
      ...{ imr, event_type, event, digest: hex(digest), event_payload: hex(event_payload) },
      ...(version === undefined ? {} : { version }),
    }),
  );
  const events = runtimeEvents.map(({ name, payload }) => map({ event: name, payload }));
  return writeMsgpack(
    map({
      version: 1,
      platform: map({ kind: "tdx", data: map({ quote: { numbers: quote }, event_log: eventLog }) }),
      stack: map({
        kind: "dstack",
        data: map({
          report_data: { numbers: reportData },
          runtime_events: events,
          config: "{}",
        }),
      }),
    }),
  );
}

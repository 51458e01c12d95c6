import { toHex } from "@/lib/bytes/hex";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import type { EventLogEvent, EventLogRegister, EventLogView } from "@/lib/rats/event-log";
import { describeEvent } from "./describe-event";
import { dataStanding, type DataStanding } from "./event-data";
import { firstDifference } from "./event-log-checks";
import { registerName, type EventLog, type LoggedEvent } from "./event-log";
import { EV_NO_ACTION, eventTypeName } from "./layout";
import {
  isReplayedHash,
  replayEventLog,
  type EventLogReplay,
  type ReplayedHash,
} from "./replay-event-log";
import { secureBootState } from "./secure-boot";

const MAX_DATA_BYTES = 4096;
const STRENGTH = ["sha512", "sha384", "sha256", "sha1"] as const satisfies readonly ReplayedHash[];
/** dstack's own type; it stands in no table of the TCG. */
const DSTACK_TYPE_NAME = "DSTACK_RUNTIME_EVENT";

const FORMATS = {
  "tcg-crypto-agile": "TCG crypto-agile",
  "tcg-sha1": "TCG SHA-1",
  "dstack-json": "dstack",
} as const satisfies Record<EventLog["format"], string>;

/** Values that evidence signs, for a view that shows them beside what the log replays to. */
export interface SignedForView {
  readonly hash: ReplayedHash;
  readonly values: ReadonlyMap<number, Uint8Array>;
}

/** A log as people read it, with every register replayed in every bank. Nothing is judged here. */
export async function viewEventLog(
  log: EventLog,
  given: {
    readonly crypto: CryptoPort;
    readonly id: string;
    readonly label: string;
    readonly signed?: SignedForView | null;
  },
): Promise<EventLogView> {
  const { crypto, id, label, signed = null } = given;
  const replay = await replayEventLog(log, crypto);
  const hash = signed?.hash ?? strongest(log);
  const secureBoot = await secureBootState(log, { crypto, hash });
  const values = new Map<number, string>();
  for (const { steps } of replay.banks.get(hash)?.values() ?? []) {
    for (const { event, value } of steps) values.set(event, toHex(value));
  }
  const standings = await Promise.all(
    log.events.map((event) => dataStanding(event, { crypto, hash })),
  );
  return {
    id,
    label,
    format:
      log.family === "rtmr" && log.format !== "dstack-json" ? "CC event log" : FORMATS[log.format],
    hashAlgorithms: log.algorithms,
    size: log.size,
    registers: viewRegisters({ log, replay, hash, signed }),
    events: log.events.map((event, at) =>
      viewEvent(event, {
        log,
        replayed: values.get(event.index) ?? null,
        standing: standings[at] ?? "unmeasured",
      }),
    ),
    secureBoot: secureBoot.enabled,
    stoppedAt: null,
  };
}

/** A log that can't be read, as far as people can be told. */
export function viewUnreadableLog(given: {
  readonly id: string;
  readonly label: string;
  readonly size: number;
  readonly detail: string;
}): EventLogView {
  const { id, label, size, detail } = given;
  return {
    id,
    label,
    format: "not readable",
    hashAlgorithms: [],
    size,
    registers: [],
    events: [],
    secureBoot: null,
    stoppedAt: { offset: 0, detail },
  };
}

/** The bank that a view shows when nothing is signed. */
export function strongest(log: EventLog): ReplayedHash {
  const known = log.algorithms.filter(isReplayedHash);
  return STRENGTH.find((hash) => known.includes(hash)) ?? "sha1";
}

function viewRegisters(given: {
  log: EventLog;
  replay: EventLogReplay;
  hash: ReplayedHash;
  signed: SignedForView | null;
}): readonly EventLogRegister[] {
  const { log, replay, hash, signed } = given;
  const numbers = new Set(
    log.events.flatMap(({ type, register }) => (type === EV_NO_ACTION ? [] : [register])),
  );
  return [...numbers]
    .sort((a, b) => a - b)
    .map((register) => {
      const main = replay.banks.get(hash)?.get(register);
      const value = signed?.values.get(register);
      return {
        name: registerName(log.family, register),
        index: register,
        replayed: Object.fromEntries(
          [...replay.banks].flatMap(([name, bank]) => {
            const replayed = bank.get(register);
            return replayed === undefined ? [] : [[name, toHex(replayed.value)]];
          }),
        ),
        signed: value === undefined ? null : toHex(value),
        firstDifference: main && value ? firstDifference(main, value) : null,
        eventCount: main?.steps.length ?? 0,
      };
    });
}

const NOTES = {
  measured: null,
  nothing: null,
  value: "Only the value is measured, the name is not.",
  unmeasured: "The digest is of something that is not in the log.",
  contradicted: "The digest is not of this data: it was changed, or written wrongly.",
} as const satisfies Record<DataStanding, string | null>;

function viewEvent(
  event: LoggedEvent,
  given: {
    readonly log: EventLog;
    readonly replayed: string | null;
    readonly standing: DataStanding;
  },
): EventLogEvent {
  const { log, replayed, standing } = given;
  const { index, offset, length, type, data, register, name } = event;
  return {
    index,
    offset,
    length,
    register: type === EV_NO_ACTION ? null : registerName(log.family, register),
    type,
    typeName: name === null ? eventTypeName(type) : DSTACK_TYPE_NAME,
    digests: Object.fromEntries([...event.digests].map(([hash, digest]) => [hash, toHex(digest)])),
    description: describeEvent(event),
    data: toHex(data.subarray(0, MAX_DATA_BYTES)),
    dataLength: data.length,
    replayed,
    note: NOTES[standing],
  };
}

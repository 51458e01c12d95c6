import type { EventLogEvent, EventLogRegister, EventLogView } from "@/lib/rats/event-log";

export type RegisterState = "replays" | "differs" | "unsigned";

/** Whether what was signed can be reached by replaying the log. */
export function registerState({ replayed, signed }: EventLogRegister): RegisterState {
  if (signed === null) return "unsigned";
  return Object.values(replayed).includes(signed) ? "replays" : "differs";
}

/** The replayed value that a person compares with the signed one: that of the same length, else the strongest. */
export function comparableReplay({ replayed, signed }: EventLogRegister): string | null {
  const values = Object.values(replayed).toSorted((a, b) => b.length - a.length);
  return values.find((value) => value.length === signed?.length) ?? values[0] ?? null;
}

/** The digest that a row shows: in the strongest algorithm. */
export function shownDigest({ digests }: EventLogEvent): string | null {
  return Object.values(digests).toSorted((a, b) => b.length - a.length)[0] ?? null;
}

/** The first event of the whole log after which some signed value can't be reached; null when all registers replay. */
export function firstDifference({ registers }: EventLogView): number | null {
  const places = registers.flatMap((register) =>
    register.firstDifference === null ? [] : [register.firstDifference],
  );
  return places.length === 0 ? null : Math.min(...places);
}

export interface EventFilter {
  /** Name of a register; null for all. */
  readonly register: string | null;
  /** Any part of a name, a description, a note or a digest. */
  readonly text: string;
}

/** Events of one register that contain the text, in the order of the log. */
export function filteredEvents(
  events: readonly EventLogEvent[],
  { register, text }: EventFilter,
): readonly EventLogEvent[] {
  const wanted = text.trim().toLowerCase();
  return events.filter(
    (event) =>
      (register === null || event.register === register) &&
      (wanted === "" || searchText(event).includes(wanted)),
  );
}

function searchText(event: EventLogEvent): string {
  const { register, typeName, description, note, digests, replayed } = event;
  return [register, typeName, description, note, ...Object.values(digests), replayed]
    .join("\n")
    .toLowerCase();
}

/** What of the data is readable, for people: runs of printable ASCII or UTF-16, dots elsewhere. */
export function dataText(hex: string): string {
  const bytes = (hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
  const isWide = bytes.length > 3 && bytes.every((byte, at) => at % 2 === 0 || byte === 0);
  const shown = isWide ? bytes.filter((_byte, at) => at % 2 === 0) : bytes;
  return shown
    .map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·"))
    .join("");
}

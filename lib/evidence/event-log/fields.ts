import { toHex } from "@/lib/bytes/hex";
import type { EventLog, LoggedEvent } from "@/lib/formats/event-log/event-log";
import type { EventLogView } from "@/lib/rats/event-log";
import type { Field } from "@/lib/rats/inspection";

const SPECIFICATION = "TCG PC Client Platform Firmware Profile, table “TCG_PCR_EVENT2”";
const DSTACK_SPECIFICATION = "dstack guest agent, event log";
const MAX_VALUE_BYTES = 4096;

/** One structure for each record. Records of JSON have no parts with a place of their own. */
export function eventLogFields(log: EventLog, { events }: EventLogView): readonly Field[] {
  const isJson = log.format === "dstack-json";
  return log.events.map((event, at) => {
    const id = `event${event.index}`;
    const view = events[at];
    return {
      id,
      name: `Event ${event.index}: ${view?.typeName ?? ""}`,
      offset: event.offset,
      length: event.length,
      kind: "structure",
      value: null,
      meaning: view?.description ?? null,
      description: "One thing that was measured before or while the system started.",
      specification: isJson ? DSTACK_SPECIFICATION : SPECIFICATION,
      reserved: false,
      bits: [],
      children: isJson ? [] : parts(event, { id, log, typeName: view?.typeName ?? "" }),
    };
  });
}

function parts(
  event: LoggedEvent,
  { id, log, typeName }: { readonly id: string; readonly log: EventLog; readonly typeName: string },
): readonly Field[] {
  const { offset, data, dataOffset, register, type, digests } = event;
  const written = log.family === "pcr" ? register : register + 1;
  const listAt = offset + 8;
  return [
    leaf({
      ...{ id: `${id}.register`, name: "Register", offset, length: 4, kind: "integer" },
      value: String(written),
      meaning: log.family === "pcr" ? `PCR ${register}` : register < 0 ? "MRTD" : `RTMR${register}`,
      description: "The register that the event extends, unless it is of a type that extends none.",
    }),
    leaf({
      ...{ id: `${id}.type`, name: "Type", offset: offset + 4, length: 4, kind: "integer" },
      value: String(type),
      meaning: typeName,
      description: "What kind of thing was measured. The type itself is not measured.",
    }),
    leaf({
      ...{ id: `${id}.digests`, name: "Digests", offset: listAt, kind: "bytes" },
      length: dataOffset - 4 - listAt,
      value: [...digests].map(([hash, digest]) => `${hash}:${toHex(digest)}`).join(" "),
      meaning: null,
      description: "What the register is extended by, one digest for each bank.",
    }),
    leaf({
      ...{ id: `${id}.size`, name: "Data size", offset: dataOffset - 4, length: 4 },
      ...{ kind: "integer", value: String(data.length), meaning: null },
      description: "Bytes of data that follow.",
    }),
    leaf({
      ...{ id: `${id}.data`, name: "Data", offset: dataOffset, length: data.length },
      ...{ kind: "bytes", value: toHex(data.subarray(0, MAX_VALUE_BYTES)), meaning: null },
      description:
        "What the log says was measured. Whether the digest is of it depends on the type.",
    }),
  ];
}

function leaf(given: Omit<Field, "specification" | "reserved" | "bits" | "children">): Field {
  return { ...given, specification: SPECIFICATION, reserved: false, bits: [], children: [] };
}

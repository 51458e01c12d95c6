import { describe, expect, it } from "vitest";
import type { EventLogEvent, EventLogRegister, EventLogView } from "@/lib/rats/event-log";
import {
  comparableReplay,
  dataText,
  filteredEvents,
  firstDifference,
  registerState,
} from "./log-view";

const register = (part: Partial<EventLogRegister>): EventLogRegister => ({
  name: "pcr0",
  index: 0,
  replayed: { sha1: "aa".repeat(20), sha256: "bb".repeat(32) },
  signed: null,
  firstDifference: null,
  eventCount: 1,
  ...part,
});

const event = (part: Partial<EventLogEvent>): EventLogEvent => ({
  index: 0,
  offset: 0,
  length: 10,
  register: "pcr0",
  type: 1,
  typeName: "EV_POST_CODE",
  digests: { sha256: "cc".repeat(32) },
  description: "Firmware volume",
  data: "",
  dataLength: 0,
  replayed: null,
  note: null,
  ...part,
});

describe("a register of an event log", () => {
  it("replays only when the signed value is one of the replayed ones", () => {
    expect(registerState(register({}))).toBe("unsigned");
    expect(registerState(register({ signed: "bb".repeat(32) }))).toBe("replays");
    expect(registerState(register({ signed: "bc".repeat(32), firstDifference: 3 }))).toBe(
      "differs",
    );
    expect(registerState(register({ signed: "bc".repeat(32) }))).toBe("differs");
  });

  it("is compared in the algorithm that was signed", () => {
    expect(comparableReplay(register({ signed: "11".repeat(20) }))).toBe("aa".repeat(20));
    expect(comparableReplay(register({}))).toBe("bb".repeat(32));
  });
});

describe("an event log", () => {
  it("names the first difference of all registers", () => {
    const view = (registers: readonly EventLogRegister[]): EventLogView => ({
      id: "log",
      label: "Event log",
      format: "TCG crypto-agile",
      hashAlgorithms: ["sha256"],
      size: 1,
      registers,
      events: [],
      secureBoot: null,
      stoppedAt: null,
    });
    const late = register({ firstDifference: 9 });
    expect(firstDifference(view([late, register({ firstDifference: 4 }), register({})]))).toBe(4);
    expect(firstDifference(view([register({})]))).toBeNull();
  });

  it("is narrowed by register and by any part of a name, a sentence or a digest", () => {
    const events = [
      event({ index: 0 }),
      event({ index: 1, register: "pcr7", typeName: "EV_EFI_VARIABLE_BOOT" }),
      event({ index: 2, register: null, digests: {}, note: "the data has another digest" }),
    ];
    const indexes = (filter: Parameters<typeof filteredEvents>[1]) =>
      filteredEvents(events, filter).map(({ index }) => index);
    expect(indexes({ register: null, text: "" })).toEqual([0, 1, 2]);
    expect(indexes({ register: "pcr7", text: "" })).toEqual([1]);
    expect(indexes({ register: null, text: "efi_variable" })).toEqual([1]);
    expect(indexes({ register: null, text: "cccccc" })).toEqual([0, 1]);
    expect(indexes({ register: null, text: "another digest" })).toEqual([2]);
  });

  it("shows the text of data, also of wide characters", () => {
    expect(dataText("4142000a")).toBe("AB··");
    expect(dataText("53006500630075007200")).toBe("Secur");
  });
});

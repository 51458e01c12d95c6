import { describe, expect, it } from "vitest";
import type { Field } from "@/lib/rats/inspection";
import { pinChanges, pinFromSearch, rangeOfPin } from "./pin";

const rtmr0: Field = {
  id: "body.rtmr0",
  name: "RTMR0",
  offset: 376,
  length: 48,
  kind: "bytes",
  value: null,
  meaning: null,
  description: "",
  specification: "",
  reserved: false,
  bits: [],
  children: [],
};

const read = (search: string) => pinFromSearch(new URLSearchParams(search), [rtmr0], 5000);

describe("a pin in the address", () => {
  it("names a field, and its bytes are the field's", () => {
    const pin = read("field=body.rtmr0");
    expect(pin).toEqual({ kind: "field", id: "body.rtmr0" });
    expect(rangeOfPin(pin, [rtmr0])).toEqual({ start: 376, end: 424 });
  });

  it("names bytes by offset and length, cut at the end of the evidence", () => {
    expect(read("off=376&len=48")).toEqual({ kind: "range", range: { start: 376, end: 424 } });
    expect(read("off=4990&len=48")).toEqual({ kind: "range", range: { start: 4990, end: 5000 } });
    expect(read("off=7")).toEqual({ kind: "range", range: { start: 7, end: 8 } });
  });

  it.each(["", "field=body.nothing", "off=5000&len=1", "off=-1", "off=1&len=0", "off=x"])(
    "is nothing when %j names nothing",
    (search) => {
      expect(read(search)).toBeNull();
    },
  );

  it("says what it changes in the address, and nothing else", () => {
    expect(pinChanges({ kind: "field", id: "body.rtmr0" })).toEqual({
      field: "body.rtmr0",
      off: null,
      len: null,
    });
    expect(pinChanges({ kind: "range", range: { start: 1, end: 3 } })).toEqual({
      field: null,
      off: "1",
      len: "2",
    });
    expect(pinChanges(null)).toEqual({ field: null, off: null, len: null });
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromHex } from "@/lib/bytes/hex";
import { readMsgpack } from "./read-msgpack";

const read = (hex: string) => readMsgpack(fromHex(hex) ?? new Uint8Array(0));

describe("readMsgpack", () => {
  // From the specification's table of formats.
  it.each<[string, string, unknown]>([
    ["positive fixint", "7f", 127],
    ["uint 8", "ccff", 255],
    ["uint 16", "cd0100", 256],
    ["uint 32", "ce00010000", 65536],
    ["uint 64", "cf0000000100000000", 2 ** 32],
    ["true", "c3", true],
    ["fixstr", "a3616263", "abc"],
    ["str 8", "d903616263", "abc"],
    ["bin 8", "c4020102", Uint8Array.of(1, 2)],
    ["fixarray", "93010203", [1, 2, 3]],
    ["array 16", "dc00020102", [1, 2]],
    ["fixmap", "81a161c0", new Map([["a", null]])],
    ["map 16", "de0001a16101", new Map([["a", 1]])],
  ])("reads %s", (_what, hex, value) => {
    expect(read(hex)).toEqual(value);
  });

  it.each([
    ["nothing", ""],
    ["bytes after the value", "0101"],
    ["a member twice", "82a16101a16102"],
    ["a map by numbers", "810102"],
    ["text that is no UTF-8", "a1ff"],
    ["a float", "ca3f800000"],
    ["a negative number", "ff"],
    ["an extension", "d40100"],
    ["a length that is not there", "dd7fffffff"],
    ["a number over the safe range", "cfffffffffffffffff"],
    ["lists without end", "91".repeat(5000)],
  ])("refuses %s", (_what, hex) => {
    expect(read(hex)).toBeNull();
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        readMsgpack(bytes);
      }),
    );
  });
});

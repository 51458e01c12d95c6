import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ByteReader } from "./byte-reader";

describe("ByteReader", () => {
  it("reads little-endian integers without a sign", () => {
    const bytes = Uint8Array.of(0xff, 0x34, 0x12, 0x78, 0x56, 0x34, 0xf2);
    const reader = new ByteReader(bytes);
    expect([reader.u8(), reader.u16le(), reader.u32le()]).toEqual([0xff, 0x1234, 0xf2345678]);
    expect(reader.overrun).toBe(false);
    expect(reader.remaining).toBe(0);
  });

  it("reads 64 bits as DataView does", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), (bytes) => {
        const view = new DataView(bytes.buffer, bytes.byteOffset);
        expect(new ByteReader(bytes).u64le()).toBe(view.getBigUint64(0, true));
        expect(new ByteReader(bytes).u32le()).toBe(view.getUint32(0, true));
        expect(new ByteReader(bytes).u64be()).toBe(view.getBigUint64(0));
        expect(new ByteReader(bytes).u32be()).toBe(view.getUint32(0));
        expect(new ByteReader(bytes).u16be()).toBe(view.getUint16(0));
      }),
    );
  });

  it("gives views, not copies", () => {
    const bytes = Uint8Array.of(1, 2, 3, 4);
    const view = new ByteReader(bytes, 1).bytes(2);
    expect(view.buffer).toBe(bytes.buffer);
    expect([...view]).toEqual([2, 3]);
  });

  it("remembers an overrun and gives zeros from then on", () => {
    const reader = new ByteReader(Uint8Array.of(1, 2, 3));
    expect(reader.u32le()).toBe(0);
    expect(reader.overrun).toBe(true);
    expect([reader.u8(), reader.u16le(), reader.u64le()]).toEqual([0, 0, 0n]);
    expect(reader.bytes(1)).toHaveLength(0);
  });

  it("stops at its end, not at the array's", () => {
    const reader = new ByteReader(Uint8Array.of(1, 2, 3, 4), 1, 3);
    expect(reader.u16le()).toBe(0x0302);
    expect(reader.u8()).toBe(0);
    expect(reader.overrun).toBe(true);
  });

  it.each([
    ["negative", -1],
    ["not a number", Number.NaN],
    ["beyond 32 bits", 2 ** 32 + 1],
    ["infinite", Number.POSITIVE_INFINITY],
  ])("pitfall 25: takes a length that is %s for an overrun", (_name, length) => {
    const reader = new ByteReader(new Uint8Array(4));
    reader.skip(length);
    expect(reader.overrun).toBe(true);
  });

  it.each([
    ["before the array", -1, 2],
    ["behind the array", 0, 5],
    ["the wrong way round", 3, 2],
  ])("takes bounds %s for an overrun", (_name, offset, end) => {
    const reader = new ByteReader(new Uint8Array(4), offset, end);
    expect(reader.u8()).toBe(0);
    expect(reader.overrun).toBe(true);
  });
});

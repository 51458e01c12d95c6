import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  derBitString,
  derBoolean,
  derChildren,
  derInteger,
  derOid,
  derRaw,
  derSmallInteger,
  derTime,
  derUnsigned,
  readDer,
  type DerNode,
} from "./der";
import { fromHex, toHex } from "./hex";
import { utf8Bytes } from "./text";

function node(hex: string): DerNode {
  const read = tryNode(hex);
  if (read === null) throw new Error(`no DER: ${hex}`);
  return read;
}

function tryNode(hex: string): DerNode | null {
  const bytes = fromHex(hex);
  if (bytes === null) throw new Error(`no hex: ${hex}`);
  return readDer(bytes);
}

function text(tag: string, value: string): DerNode {
  return node(tag + value.length.toString(16).padStart(2, "0") + toHex(utf8Bytes(value)));
}

describe("readDer", () => {
  it("reads tag, header and content", () => {
    const read = node("3003020105");
    expect(read).toMatchObject({ tag: 0x30, constructed: true, contentStart: 2 });
    expect(toHex(read.content)).toBe("020105");
    expect(toHex(derRaw(read))).toBe("3003020105");
  });

  it("reads long lengths", () => {
    expect(node(`048180${"00".repeat(128)}`)).toMatchObject({ contentStart: 3 });
    expect(node(`04820100${"00".repeat(256)}`)).toMatchObject({ contentStart: 4 });
  });

  it.each([
    ["nothing", ""],
    ["a tag alone", "30"],
    ["a length over the input", "300302"],
    ["a length of 4 GiB", "0484ffffffff00"],
    ["a length of more than 4 bytes", "0485010000000000"],
    ["trailing bytes", "02010500"],
    ["an indefinite length", "30800000"],
    ["a long form for a short length", `04817f${"00".repeat(127)}`],
    ["a leading zero in the length", `04820080${"00".repeat(128)}`],
    ["a multi-byte tag number", "1f810100"],
    ["end-of-contents", "0000"],
    ["a primitive SEQUENCE", "1000"],
    ["a constructed OCTET STRING", "2403040100"],
    ["a constructed UTF8String", "2c030c0141"],
  ])("refuses %s", (_name, hex) => {
    expect(tryNode(hex)).toBeNull();
  });

  it("lets no child run past its parent into what follows there", () => {
    // SEQUENCE { SEQUENCE { INTEGER of 2 bytes, of which the parent has one }, NULL }
    const [inner] = derChildren(node("300730030202010500")) ?? [];
    if (inner === undefined) throw new Error("there is no child");
    expect(toHex(inner.content)).toBe("020201");
    expect(derChildren(inner)).toBeNull();
    const [long] = derChildren(node("3006300204810500")) ?? [];
    expect(long && derChildren(long)).toBeNull();
  });

  it("pitfall 25: 10,000 levels cost no stack", () => {
    // Written from the inside out, the innermost level last.
    const reversed: number[] = [];
    for (let level = 0; level < 10_000; level++) {
      let length = reversed.length;
      if (length < 0x80) {
        reversed.push(length, 0x30);
        continue;
      }
      let octets = 0;
      for (; length > 0; length >>>= 8, octets++) reversed.push(length & 255);
      reversed.push(0x80 | octets, 0x30);
    }
    let at = readDer(Uint8Array.from(reversed.reverse()));
    let depth = 0;
    while (at !== null) {
      depth++;
      at = derChildren(at)?.[0] ?? null;
    }
    expect(depth).toBe(10_000);
  });

  it("never throws for random bytes", () => {
    const anyDer = fc.uint8Array({ maxLength: 40 });
    fc.assert(
      fc.property(anyDer, (bytes) => {
        const read = readDer(bytes);
        if (read === null) return;
        for (const decode of [derInteger, derOid, derBoolean, derBitString, derTime, derUnsigned]) {
          decode(read);
        }
        derChildren(read);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("derChildren", () => {
  it("gives the values in order", () => {
    expect(derChildren(node("3006020101020102"))?.map(derInteger)).toEqual([1n, 2n]);
    expect(derChildren(node("3000"))).toEqual([]);
  });

  it("refuses another tag, a primitive value and a broken child", () => {
    expect(derChildren(node("3003020101"), 0x31)).toBeNull();
    expect(derChildren(node("040100"))).toBeNull();
    expect(derChildren(node("3003020201"))).toBeNull();
  });
});

describe("integers", () => {
  it.each([
    ["020100", 0n],
    ["02017f", 127n],
    ["02020080", 128n],
    ["020180", -128n],
    ["0202ff7f", -129n],
    ["0a0102", 2n],
  ])("reads %s", (hex, value) => {
    expect(derInteger(node(hex))).toBe(value);
  });

  it.each(["0200", "0202007f", "0202ff80", "02020000", "040100"])(
    "refuses %s, which is not the shortest form of an integer",
    (hex) => {
      expect(derInteger(node(hex))).toBeNull();
      expect(derUnsigned(node(hex))).toBeNull();
    },
  );

  it("keeps a small integer within its bounds", () => {
    expect(derSmallInteger(node("020200ff"), 255)).toBe(255);
    expect(derSmallInteger(node("02020100"), 255)).toBeNull();
    expect(derSmallInteger(node("0201ff"), 255)).toBeNull();
  });

  it("gives the magnitude of a non-negative integer only", () => {
    expect(toHex(derUnsigned(node("02020080")) ?? new Uint8Array(0))).toBe("80");
    expect(derUnsigned(node("020180"))).toBeNull();
  });
});

describe("derOid", () => {
  it.each([
    ["06082a8648ce3d040302", "1.2.840.10045.4.3.2"],
    ["060a2a864886f84d010d0102", "1.2.840.113741.1.13.1.2"],
    ["0603883703", "2.999.3"], // X.690 section 8.19.5
    ["060100", "0.0"],
  ])("reads %s as %s", (hex, oid) => {
    expect(derOid(node(hex))).toBe(oid);
  });

  it.each(["0600", "060188", "06032a8001", "06028001", `0609${"ff".repeat(8)}7f`, "020101"])(
    "refuses %s",
    (hex) => {
      expect(derOid(node(hex))).toBeNull();
    },
  );
});

describe("derBoolean and derBitString", () => {
  it("know only 00 and ff", () => {
    expect(derBoolean(node("0101ff"))).toBe(true);
    expect(derBoolean(node("010100"))).toBe(false);
    expect(derBoolean(node("010101"))).toBeNull();
    expect(derBoolean(node("01020000"))).toBeNull();
  });

  it("want unused bits to be zero", () => {
    expect(derBitString(node("03020780"))).toMatchObject({ unusedBits: 7 });
    expect(derBitString(node("030207c0"))).toBeNull();
    expect(derBitString(node("03020880"))).toBeNull();
    expect(derBitString(node("030101"))).toBeNull();
    expect(derBitString(node("0300"))).toBeNull();
    expect(derBitString(node("030100"))).toMatchObject({ unusedBits: 0 });
  });
});

describe("derTime", () => {
  it.each([
    ["17", "180521104510Z", "2018-05-21T10:45:10Z"],
    ["17", "491231235959Z", "2049-12-31T23:59:59Z"],
    ["17", "500101000000Z", "1950-01-01T00:00:00Z"],
    ["18", "20500101000000Z", "2050-01-01T00:00:00Z"],
    ["18", "20240229000000Z", "2024-02-29T00:00:00Z"],
  ])("reads %s %s", (tag, value, iso) => {
    expect(derTime(text(tag, value))).toBe(Date.parse(iso));
  });

  it.each([
    ["17", "181321104510Z"],
    ["17", "180021104510Z"],
    ["17", "180231104510Z"],
    ["17", "230229000000Z"],
    ["17", "180521240000Z"],
    ["17", "180521106010Z"],
    ["17", "180521104560Z"],
    ["17", "1805211045Z"],
    ["17", "180521104510+0000"],
    ["17", "18052110451 Z"],
    ["17", "20180521104510Z"],
    ["18", "180521104510Z"],
    ["18", "20180521104510.5Z"],
    ["18", "20180521104510"],
    ["0c", "180521104510Z"],
    ["18", "never"],
  ])("pitfall 35: refuses %s %s instead of giving NaN", (tag, value) => {
    expect(derTime(text(tag, value))).toBeNull();
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromBase64, fromBase64Url, toBase64, toBase64Url } from "./base64";
import { concatBytes, equalBytes, isAllZero } from "./equal-bytes";
import { fromHex, toHex } from "./hex";
import { latin1, utf8, utf8Bytes } from "./text";

const anyBytes = fc.uint8Array({ maxLength: 400 });

describe("hex", () => {
  it("agrees with Buffer in both directions", () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const hex = Buffer.from(bytes).toString("hex");
        expect(toHex(bytes)).toBe(hex);
        expect(fromHex(hex)).toEqual(new Uint8Array(bytes));
        expect(fromHex(hex.toUpperCase(), bytes.length)).toEqual(new Uint8Array(bytes));
      }),
    );
  });

  it.each(["zz", "0", "0g", "0x00", " 00", "00 ", "00\n", "é0", "00\u{1f600}", "-_", "٠٠"])(
    "pitfall 89: refuses %j",
    (text) => {
      expect(fromHex(text)).toBeNull();
    },
  );

  it("refuses another length than the expected one", () => {
    expect(fromHex("0011", 1)).toBeNull();
    expect(fromHex("0011", 3)).toBeNull();
    expect(fromHex("", 1)).toBeNull();
    expect(fromHex("", 0)).toHaveLength(0);
  });
});

describe("base64", () => {
  // RFC 4648 section 10
  it.each([
    ["", ""],
    ["f", "Zg=="],
    ["fo", "Zm8="],
    ["foo", "Zm9v"],
    ["foob", "Zm9vYg=="],
    ["fooba", "Zm9vYmE="],
    ["foobar", "Zm9vYmFy"],
  ])("has %j as %j", (text, encoded) => {
    expect(toBase64(utf8Bytes(text))).toBe(encoded);
    expect(fromBase64(encoded)).toEqual(utf8Bytes(text));
  });

  it("agrees with Buffer in both directions", () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const encoded = Buffer.from(bytes).toString("base64");
        expect(toBase64(bytes)).toBe(encoded);
        expect(fromBase64(encoded)).toEqual(new Uint8Array(bytes));
      }),
    );
  });

  it.each([
    ["missing padding", "Zg"],
    ["half the padding", "Zg="],
    ["too much padding", "Zm9v===="],
    ["padding in the middle", "Zg==Zm9v"],
    ["only padding", "===="],
    ["set pad bits of one byte", "Zh=="],
    ["set pad bits of two bytes", "Zm9="],
    ["url-safe letters", "-_-_"],
    ["url-safe mixture", "+/-_"],
    ["white space", "Zm9v\n"],
    ["white space inside", "Zm 9"],
    ["a letter beyond Latin-1", "Zm9\u0141"],
    ["NUL", "Zm9\0"],
  ])("pitfall 89: refuses %s", (_name, text) => {
    expect(fromBase64(text)).toBeNull();
  });

  it("accepts no second spelling of any bytes", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        const bytes = fromBase64(text);
        if (bytes !== null) expect(toBase64(bytes)).toBe(text);
      }),
    );
  });
});

describe("text", () => {
  it("maps each byte to the character of the same number", () => {
    const bytes = Uint8Array.from({ length: 20_000 }, (_, index) => index & 255);
    expect(latin1(bytes)).toBe(Buffer.from(bytes).toString("latin1"));
  });

  it("agrees with Buffer for any bytes, ASCII or not", () => {
    const ascii = fc.uint8Array({ max: 127, maxLength: 40 });
    const marks = fc
      .constantFrom("efbfbd", "efbbbf", "c3a9", "f09f9880", "ff")
      .map((hex) => Uint8Array.from(Buffer.from(hex, "hex")));
    fc.assert(
      fc.property(fc.array(fc.oneof(ascii, marks, anyBytes), { maxLength: 6 }), (parts) => {
        const bytes = concatBytes(...parts);
        expect(latin1(bytes)).toBe(Buffer.from(bytes).toString("latin1"));
      }),
    );
  });

  it("refuses UTF-8 that is not well-formed", () => {
    expect(utf8(Uint8Array.of(0xc3, 0xa9))).toBe("é");
    expect(utf8(Uint8Array.of(0xc0, 0x80))).toBeNull(); // overlong NUL
    expect(utf8(Uint8Array.of(0xed, 0xa0, 0x80))).toBeNull(); // surrogate
    expect(utf8(Uint8Array.of(0xc3))).toBeNull();
  });

  it("keeps a byte order mark, so that it can't hide", () => {
    expect(utf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x41))).toBe("\ufeffA");
  });
});

describe("equalBytes", () => {
  it("is true only for the same bytes of the same length", () => {
    fc.assert(
      fc.property(anyBytes, anyBytes, (a, b) => {
        expect(equalBytes(a, b)).toBe(Buffer.from(a).equals(b));
        expect(equalBytes(a, new Uint8Array(a))).toBe(true);
      }),
    );
  });

  it("never takes a prefix for the whole", () => {
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2, 0))).toBe(false);
    expect(equalBytes(new Uint8Array(0), Uint8Array.of(0))).toBe(false);
  });

  it("joins and recognises zeros", () => {
    expect([...concatBytes(Uint8Array.of(1), new Uint8Array(0), Uint8Array.of(2, 3))]).toEqual([
      1, 2, 3,
    ]);
    expect(isAllZero(new Uint8Array(9))).toBe(true);
    expect(isAllZero(Uint8Array.of(0, 0, 0x80))).toBe(false);
  });
});

describe("base64url", () => {
  it("reads what Node writes, and writes it the same", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const text = Buffer.from(bytes).toString("base64url");
        expect(fromBase64Url(text)).toEqual(new Uint8Array(bytes));
        expect(toBase64Url(bytes)).toBe(text);
      }),
    );
  });

  it.each(["A", "AAAAA", "AA==", "AB", "AAB", "A+AA", "A/AA", "AA A", "AA\n", "\u0141AAA", "AA,A"])(
    "refuses %j",
    (text) => {
      expect(fromBase64Url(text)).toBeNull();
    },
  );

  it("accepts only what it would write itself", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), (text) => {
        const bytes = fromBase64Url(text);
        if (bytes !== null) expect(toBase64Url(bytes)).toBe(text);
      }),
      { numRuns: 500 },
    );
  });
});

import { crc32 as zlibCrc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readApiKey, writeApiKey } from "./api-key-format";
import { crc32 } from "./crc32";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const keys = [
  writeApiKey({ id: "0".repeat(12), secret: "z".repeat(43) }),
  writeApiKey({ id: "Ab3dEf6hIj9l", secret: "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg" }),
  writeApiKey({ id: "zZ0zZ0zZ0zZ0", secret: "Qm7Kp2Xv9Rt4Wb6Yn1Hc8Jd3Lf5Gs0AqZwSxEdCrFvT" }),
];

describe("CRC-32", () => {
  it("gives the check value of the catalogue of CRC algorithms", () => {
    expect(crc32("123456789")).toBe(0xcbf43926);
  });

  it.each(["", "a", "atst_", ...keys])("agrees with zlib on %j", (text) => {
    expect(crc32(text)).toBe(zlibCrc32(text));
  });
});

describe("the form of an API key", () => {
  it.each(keys)("is read back, and fits the expression for scanners: %s", (key) => {
    expect(readApiKey(key)).toEqual({ prefix: key.slice(0, 17) });
    expect(key).toMatch(/^atst_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}$/);
  });

  it("ends with zlib's CRC-32 of all before it, in six letters of base 62", () => {
    for (const key of keys) {
      const value = [...key.slice(-6)].reduce(
        (sum, letter) => sum * 62 + ALPHABET.indexOf(letter),
        0,
      );
      expect(value).toBe(zlibCrc32(key.slice(0, -6)));
    }
  });

  it.each(keys)("finds any changed letter of %s", (key) => {
    for (const [index, right] of [...key].entries()) {
      for (const letter of `${ALPHABET}_`) {
        if (letter === right) continue;
        expect(readApiKey(key.slice(0, index) + letter + key.slice(index + 1))).toBeNull();
      }
    }
  });

  it.each(keys)("finds any two neighbours of %s that changed places", (key) => {
    for (let index = 0; index + 1 < key.length; index += 1) {
      const swapped = `${key.slice(0, index)}${key.charAt(index + 1)}${key.charAt(index)}${key.slice(index + 2)}`;
      if (swapped !== key) expect(readApiKey(swapped)).toBeNull();
    }
  });

  it.each(keys)("finds any letter of %s that is missing or there twice", (key) => {
    for (let index = 0; index < key.length; index += 1) {
      expect(readApiKey(key.slice(0, index) + key.slice(index + 1))).toBeNull();
      expect(readApiKey(key.slice(0, index + 1) + key.slice(index))).toBeNull();
    }
  });

  it.each(["", "atst_", ` ${keys[0]}`, `${keys[0]}\n`, keys[0]?.toUpperCase() ?? ""])(
    "is nothing else: %j",
    (text) => expect(readApiKey(text)).toBeNull(),
  );
});

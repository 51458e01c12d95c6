import { describe, expect, it } from "vitest";
import { concatBytes } from "@/lib/bytes/equal-bytes";
import { curves, isSignatureInRange, spkiPoint } from "./elliptic-key";

describe.each(["ECDSA-P256-SHA256", "ECDSA-P384-SHA384"] as const)("%s", (algorithm) => {
  const { size, order, spkiPrefix } = curves[algorithm];
  const zero = new Uint8Array(size);
  const one = Uint8Array.from(zero, (_, index) => (index === size - 1 ? 1 : 0));
  const largest = Uint8Array.from(order, (byte, index) => (index === size - 1 ? byte - 1 : byte));

  it.each([
    ["1, 1", one, one, true],
    ["n - 1, n - 1", largest, largest, true],
    ["0, 1", zero, one, false],
    ["1, 0", one, zero, false],
    ["n, 1", order, one, false],
    ["1, n", one, order, false],
    ["too short", one, one.subarray(1), false],
  ])("knows whether r and s are from 1 to n - 1: %s", (_name, r, s, expected) => {
    expect(isSignatureInRange(algorithm, concatBytes(r, s))).toBe(expected);
  });

  it("takes the point out of its own kind of key only", () => {
    const point = concatBytes(one, largest);
    const spki = concatBytes(spkiPrefix, point);
    expect(spkiPoint(algorithm, spki)).toEqual(point);
    expect(spkiPoint(algorithm, spki.subarray(0, -1))).toBeNull();
    const compressed = Uint8Array.from(spki);
    compressed[spkiPrefix.length - 1] = 2;
    expect(spkiPoint(algorithm, compressed)).toBeNull();
  });
});

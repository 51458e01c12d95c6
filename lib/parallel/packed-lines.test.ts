import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pack, unpack } from "./packed-lines";

describe("packed lines", () => {
  it("come out as they went in, empty ones too", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), (lines) => {
        expect(unpack(pack(lines)).map((line) => [...line])).toEqual(
          lines.map((line) => [...line]),
        );
      }),
    );
  });

  it("takes only what a view shows of its buffer", () => {
    const whole = Uint8Array.of(1, 2, 3, 4);
    expect(pack([whole.subarray(1, 3)]).bytes).toEqual(Uint8Array.of(2, 3));
  });
});

import { describe, expect, it } from "vitest";
import * as fc from "fast-check";
import { splitLines, type LineLimits } from "./ndjson";

const roomy: LineLimits = { maxLineBytes: 1000, maxTotalBytes: 10_000, maxLines: 100 };

async function* pieces(parts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield new TextEncoder().encode(part);
}

async function read(parts: readonly string[], limits: LineLimits = roomy): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of splitLines(pieces(parts), limits)) {
    lines.push(line.ok ? new TextDecoder().decode(line.value) : line.failure.code);
  }
  return lines;
}

describe("splitLines", () => {
  it("gives the same lines however the body is cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.stringMatching(/^[a-z]{1,9}$/)),
        fc.nat(9),
        async (lines, cut) => {
          const body = lines.join("\n");
          const parts = Array.from({ length: Math.ceil(body.length / (cut + 1)) }, (_, index) =>
            body.slice(index * (cut + 1), (index + 1) * (cut + 1)),
          );
          expect(await read(parts)).toEqual(lines);
        },
      ),
    );
  });

  it("leaves out blank lines and takes a last line without a newline", async () => {
    expect(await read(["a\n\n \t\r\nb\r\n", "c"])).toEqual(["a", "b\r", "c"]);
  });

  it("ends with one failure after too many lines", async () => {
    expect(await read(["a\nb\nc\nd\n"], { ...roomy, maxLines: 2 })).toEqual([
      "a",
      "b",
      "BODY_TOO_LARGE",
    ]);
  });

  it("counts a last line without a newline against the limit of lines", async () => {
    expect(await read(["a\nb\nc"], { ...roomy, maxLines: 2 })).toEqual([
      "a",
      "b",
      "BODY_TOO_LARGE",
    ]);
  });

  it("refuses a line that is too long before it has all of it", async () => {
    let taken = 0;
    async function* endless() {
      for (;;) {
        taken += 1;
        yield new TextEncoder().encode("x".repeat(100));
      }
    }
    const codes: string[] = [];
    for await (const line of splitLines(endless(), roomy)) {
      codes.push(line.ok ? "line" : line.failure.code);
    }
    expect(codes).toEqual(["BODY_TOO_LARGE"]);
    expect(taken).toBeLessThanOrEqual(11);
  });

  it("refuses a body that is too long in all", async () => {
    expect(await read(["aaaa\n", "bbbb\n", "cccc\n"], { ...roomy, maxTotalBytes: 12 })).toEqual([
      "aaaa",
      "bbbb",
      "BODY_TOO_LARGE",
    ]);
  });
});

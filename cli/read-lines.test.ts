import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readLines, type Line } from "./read-lines";

async function* inPieces(bytes: Uint8Array, pieceLength: number) {
  for (let start = 0; start < bytes.length; start += pieceLength)
    yield bytes.subarray(start, start + pieceLength);
}

async function linesOf(text: string, { pieceLength = 3, limitBytes = 100 } = {}): Promise<Line[]> {
  const stream = inPieces(new TextEncoder().encode(text), pieceLength);
  const lines: Line[] = [];
  for await (const line of readLines(stream, limitBytes)) lines.push(line);
  return lines;
}

describe("readLines", () => {
  it("passes over empty lines and takes a last line without an end", async () => {
    expect(await linesOf("one\n\n  \r\ntwo\r\nthree")).toEqual(
      ["one", "two", "three"].map((text) => ({ ok: true, text })),
    );
  });

  it("keeps its place after a line that is too long", async () => {
    expect(await linesOf(`a\n${"x".repeat(101)}\nb\n`)).toEqual([
      { ok: true, text: "a" },
      { ok: false },
      { ok: true, text: "b" },
    ]);
  });

  it("gives the same lines however the stream is cut", async () => {
    const line = fc.stringMatching(/^[a-zé{}"]{1,20}$/);
    await fc.assert(
      fc.asyncProperty(
        fc.array(line),
        fc.integer({ min: 1, max: 9 }),
        async (lines, pieceLength) => {
          const read = await linesOf(lines.join("\n"), { pieceLength });
          expect(read).toEqual(lines.map((text) => ({ ok: true, text })));
        },
      ),
    );
  });
});

import { MAX_INPUT_BYTES } from "./read-input";

export type Line = { readonly ok: true; readonly text: string } | { readonly ok: false };

const NEWLINE = 0x0a;

/**
 * Lines of a stream, without their ends; empty ones are left out. A line longer than `limitBytes` is answered with
 * `ok: false` and is never held in memory whole.
 */
export async function* readLines(
  stream: AsyncIterable<Uint8Array>,
  limitBytes = MAX_INPUT_BYTES,
): AsyncGenerator<Line> {
  let pieces: Uint8Array[] = [];
  let size = 0;
  const take = (): Line | null => {
    const isTooLong = size > limitBytes;
    const text = isTooLong ? "" : Buffer.concat(pieces).toString("utf8").trim();
    pieces = [];
    size = 0;
    if (isTooLong) return { ok: false };
    return text === "" ? null : { ok: true, text };
  };
  const add = (piece: Uint8Array) => {
    size += piece.length;
    if (size > limitBytes) pieces = [];
    else pieces.push(piece);
  };

  for await (const chunk of stream) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      add(chunk.subarray(start, end));
      start = end + 1;
      const line = take();
      if (line !== null) yield line;
    }
    if (start < chunk.length) add(chunk.subarray(start));
  }
  const last = take();
  if (last !== null) yield last;
}

import { fail, ok, type Result } from "@/lib/rats/result";

const NEWLINE = 0x0a;

export interface LineLimits {
  readonly maxLineBytes: number;
  readonly maxTotalBytes: number;
  readonly maxLines: number;
}

/**
 * Splits a body into lines as it arrives. Lines that hold only white space carry no document and are left out. A limit
 * that is passed ends the iteration with one failure, `BODY_TOO_LARGE`.
 */
export async function* splitLines(
  chunks: AsyncIterable<Uint8Array>,
  limits: LineLimits,
): AsyncGenerator<Result<Uint8Array>> {
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  let totalBytes = 0;
  let lines = 0;

  const tooLarge = () => {
    if (totalBytes > limits.maxTotalBytes) {
      return fail("BODY_TOO_LARGE", `A batch may have ${limits.maxTotalBytes} bytes.`);
    }
    if (pendingBytes > limits.maxLineBytes) {
      return fail("BODY_TOO_LARGE", `A line may have ${limits.maxLineBytes} bytes.`);
    }
    if (lines > limits.maxLines) {
      return fail("BODY_TOO_LARGE", `A batch may have ${limits.maxLines} lines.`);
    }
    return null;
  };

  for await (const chunk of chunks) {
    totalBytes += chunk.length;
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(NEWLINE, start);
      const piece = chunk.subarray(start, end === -1 ? chunk.length : end);
      pending.push(piece);
      pendingBytes += piece.length;
      if (end === -1) break;
      const line = joined(pending, pendingBytes);
      pending = [];
      start = end + 1;
      if (!isBlank(line)) {
        lines += 1;
        const refused = tooLarge();
        if (refused !== null) {
          yield refused;
          return;
        }
        yield ok(line);
      }
      pendingBytes = 0;
    }
    const refused = tooLarge();
    if (refused !== null) {
      yield refused;
      return;
    }
  }

  const last = joined(pending, pendingBytes);
  if (isBlank(last)) return;
  lines += 1;
  yield tooLarge() ?? ok(last);
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined) return only;
  return Buffer.concat(pieces, length);
}

function isBlank(line: Uint8Array): boolean {
  return line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}

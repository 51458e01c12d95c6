import { createReadStream } from "node:fs";
import { fail, ok, type Result } from "@/lib/rats/result";
import type { Terminal } from "./terminal";
import { UsageError } from "./usage";

/** Nothing that the command line reads whole is larger: a request with the largest event log stays below it. */
export const MAX_INPUT_BYTES = 16 * 1024 * 1024;

/** Bytes of a file, or of standard input for `-`, piece by piece. */
export function inputStream(file: string, terminal: Terminal): AsyncIterable<Uint8Array> {
  return file === "-" ? terminal.stdin : createReadStream(file);
}

/**
 * Reads a whole file, or standard input for `-`.
 * @throws UsageError when there is no such file or it can't be read.
 */
export async function readInput(file: string, terminal: Terminal): Promise<Result<Uint8Array>> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const piece of inputStream(file, terminal)) {
      size += piece.length;
      if (size > MAX_INPUT_BYTES)
        return fail("EVIDENCE_TOO_LARGE", `${name(file)} is larger than ${MAX_INPUT_BYTES} bytes`);
      pieces.push(piece);
    }
  } catch (error) {
    throw cannotRead(file, error);
  }
  return ok(new Uint8Array(Buffer.concat(pieces)));
}

/** Text of a file that a person names on the command line; `null` when it is not UTF-8. */
export function readText(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null; // TextDecoder throws a TypeError for malformed UTF-8 and for nothing else
  }
}

export function cannotRead(file: string, error: unknown): UsageError {
  const code =
    error instanceof Error && "code" in error && typeof error.code === "string"
      ? error.code
      : "unknown error";
  const why = { ENOENT: "there is no such file", EACCES: "not allowed", EISDIR: "it is a folder" };
  const reason = Object.entries(why).find(([key]) => key === code)?.[1] ?? code;
  return new UsageError(`${name(file)} can't be read: ${reason}.`, { cause: error });
}

export function name(file: string): string {
  return file === "-" ? "standard input" : file;
}

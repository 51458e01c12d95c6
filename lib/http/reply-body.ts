import type { z } from "zod";
import type { OperationContract } from "@/lib/contract/operation";
import type { ApiResponse } from "./api-request";

interface Replying {
  readonly body: unknown;
  /** In test and development every answer is held against its contract; a mismatch is a bug of ours and throws. */
  readonly checked: boolean;
}

/** The body of a good answer, in the form that the contract names. */
export function replyBody(
  { id, response }: OperationContract,
  { body, checked }: Replying,
): ApiResponse["body"] {
  switch (response.kind) {
    case "json":
      if (checked) checkAnswer(body, { id, schema: response.schema });
      return JSON.stringify(body);
    case "ndjson":
      if (!isAsyncIterable(body)) throw new Error(`${id} did not answer with lines`);
      return jsonLines(
        body,
        checked ? (line) => checkAnswer(line, { id, schema: response.schema }) : null,
      );
    case "bytes":
      if (!(body instanceof Uint8Array)) throw new Error(`${id} did not answer with bytes`);
      return body;
    case "text":
      if (typeof body === "string") return body;
      if (!isAsyncIterable(body)) throw new Error(`${id} did not answer with text`);
      return textPieces(body, id);
  }
}

async function* textPieces(pieces: AsyncIterable<unknown>, id: string): AsyncGenerator<string> {
  for await (const piece of pieces) {
    if (typeof piece !== "string") throw new Error(`${id} did not answer with text`);
    yield piece;
  }
}

async function* jsonLines(
  lines: AsyncIterable<unknown>,
  check: ((line: unknown) => void) | null,
): AsyncGenerator<string | Uint8Array> {
  for await (const line of lines) {
    // What another thread wrote is sent as it came: nobody parses it only to write it again.
    const isWritten = line instanceof Uint8Array;
    check?.(isWritten ? JSON.parse(utf8Text(line)) : line);
    yield isWritten ? line : `${JSON.stringify(line)}\n`;
  }
}

function utf8Text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
}

function checkAnswer(value: unknown, { id, schema }: { id: string; schema: z.ZodType }): void {
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    throw new Error(`the answer of ${id} breaks its contract: ${parsed.error.message}`);
  }
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

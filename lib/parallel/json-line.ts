const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** One line of NDJSON as it is sent: a document in UTF-8 and its newline. Its buffer may hold other lines as well. */
export type JsonLine = Uint8Array<ArrayBuffer>;

export function jsonLine(value: object): JsonLine {
  return encoder.encode(`${JSON.stringify(value)}\n`);
}

export function jsonLineText(line: JsonLine): string {
  return decoder.decode(line);
}

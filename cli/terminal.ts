import { styleText } from "node:util";

/** Where the command line reads and writes; tests pass their own. */
export interface Terminal {
  readonly stdin: AsyncIterable<Uint8Array>;
  /** Resolves once more may be written. */
  out(text: string): Promise<void>;
  err(text: string): Promise<void>;
  readonly outHasColour: boolean;
  readonly errHasColour: boolean;
  readonly errIsTerminal: boolean;
  /** Characters in a line. */
  readonly columns: number;
  now(): Date;
}

type Style = Parameters<typeof styleText>[0];

/** Paints text, or leaves it as it is where colour would only be noise. */
export type Paint = (style: Style, text: string) => string;

export function painter(hasColour: boolean): Paint {
  if (!hasColour) return (_style, text) => text;
  return (style, text) => styleText(style, text, { validateStream: false });
}

/** Widest line that is still easy to read. */
const MAX_COLUMNS = 120;
const MIN_COLUMNS = 40;
const PIPED_COLUMNS = 100;

/** The terminal of this process. Colour needs a terminal and no NO_COLOR (no-color.org). */
export function processTerminal(): Terminal {
  const { stdin, stdout, stderr, env } = process;
  const wantsColour = env["NO_COLOR"] === undefined || env["NO_COLOR"] === "";
  const isDumb = env["TERM"] === "dumb";
  const columns = stdout.isTTY ? stdout.columns : PIPED_COLUMNS;
  return {
    stdin,
    out: (text) => write(stdout, text),
    err: (text) => write(stderr, text),
    outHasColour: stdout.isTTY && wantsColour && !isDumb,
    errHasColour: stderr.isTTY && wantsColour && !isDumb,
    errIsTerminal: stderr.isTTY,
    columns: Math.min(MAX_COLUMNS, Math.max(MIN_COLUMNS, columns)),
    now: () => new Date(),
  };
}

function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

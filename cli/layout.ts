import type { Paint } from "./terminal";

export interface Canvas {
  readonly paint: Paint;
  /** Characters in a line. */
  readonly columns: number;
}

/** Breaks text at spaces, and inside words that are longer than a line (digests). Never returns an empty list. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    let rest = word;
    if (line !== "" && line.length + 1 + rest.length <= width) {
      line += ` ${rest}`;
      continue;
    }
    if (line !== "") lines.push(line);
    while (rest.length > width) {
      lines.push(rest.slice(0, width));
      rest = rest.slice(width);
    }
    line = rest;
  }
  return line === "" && lines.length > 0 ? lines : [...lines, line];
}

/** A label and a value that goes on below itself: two columns, the second one wrapped. */
export function labelled(
  rows: readonly (readonly [label: string, value: string])[],
  { indent, canvas }: { readonly indent: number; readonly canvas: Canvas },
): readonly string[] {
  const labelWidth = Math.max(0, ...rows.map(([label]) => label.length));
  const left = indent + labelWidth + 2;
  const width = Math.max(16, canvas.columns - left);
  return rows.flatMap(([label, value]) =>
    wrap(value, width).map((part, index) => {
      const head = index === 0 ? label.padEnd(labelWidth) : " ".repeat(labelWidth);
      return `${" ".repeat(indent)}${canvas.paint("dim", head)}  ${part}`;
    }),
  );
}

/** What was cut is said: the first and the last characters, with … between. */
export function shorten(text: string, width: number): string {
  if (text.length <= width || width < 5) return text;
  const tail = Math.min(8, Math.floor((width - 1) / 3));
  return `${text.slice(0, width - 1 - tail)}…${text.slice(-tail)}`;
}

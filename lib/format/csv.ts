export type CsvCell = string | number | null | undefined;

/** A spreadsheet runs a cell that begins with one of these; names and user agents are written by whoever sends them. */
const FORMULA = /^[=+\-@\t\r]/;

/** RFC 4180: fields in quotes where they need them, a line that ends in CRLF. */
export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(cell: CsvCell): string {
  if (cell === null || cell === undefined) return "";
  if (typeof cell === "number") return String(cell);
  const defused = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(defused) ? `"${defused.replaceAll('"', '""')}"` : defused;
}

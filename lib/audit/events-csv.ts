import type { AuditEvent } from "./audit-event";

/** What a row of the table form shows of an event; the chain is only in the other form. */
export interface CsvEvent {
  readonly seq: number;
  readonly at: Date;
  readonly body: AuditEvent;
  readonly hash: Uint8Array;
}

type Cell = string | number | null | undefined;

/** A spreadsheet runs a cell that begins with one of these; names and user agents are written by whoever sends them. */
const FORMULA = /^[=+\-@\t\r]/;

const COLUMNS: readonly (readonly [name: string, cell: (event: CsvEvent) => Cell])[] = [
  ["seq", ({ seq }) => seq],
  ["at", ({ at }) => at.toISOString()],
  ["action", ({ body }) => body.action],
  ["outcome", ({ body }) => body.outcome],
  ["reason_code", ({ body }) => body.reasonCode],
  ["actor_kind", ({ body }) => body.actor.kind],
  ["actor_id", ({ body }) => body.actor.id],
  ["actor_name", ({ body }) => body.actor.name],
  ["actor_service", ({ body }) => body.actor.service],
  ["object_kind", ({ body }) => body.object?.kind],
  ["object_id", ({ body }) => body.object?.id],
  ["object_name", ({ body }) => body.object?.name],
  ["before", ({ body }) => body.before],
  ["after", ({ body }) => body.after],
  ["details", ({ body }) => JSON.stringify(body.details)],
  ["address", ({ body }) => body.address],
  ["user_agent", ({ body }) => body.userAgent],
  ["request_id", ({ body }) => body.requestId],
  ["duration_ms", ({ body }) => body.durationMs],
  ["hash", ({ hash }) => Buffer.from(hash).toString("hex")],
];

/** RFC 4180: fields in quotes where they need them, lines that end in CRLF. */
export const CSV_HEADER = csvLine(COLUMNS.map(([name]) => name));

export function eventCsvLine(event: CsvEvent): string {
  return csvLine(COLUMNS.map(([, cell]) => cell(event)));
}

function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(cell: Cell): string {
  if (cell === null || cell === undefined) return "";
  if (typeof cell === "number") return String(cell);
  const defused = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(defused) ? `"${defused.replaceAll('"', '""')}"` : defused;
}

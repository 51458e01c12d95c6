import { type CsvCell, csvLine } from "@/lib/format/csv";
import type { AuditEvent } from "./audit-event";

/** What a row of the table form shows of an event; the chain is only in the other form. */
export interface CsvEvent {
  readonly seq: number;
  readonly at: Date;
  readonly body: AuditEvent;
  readonly hash: Uint8Array;
}

const COLUMNS: readonly (readonly [name: string, cell: (event: CsvEvent) => CsvCell])[] = [
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

export const CSV_HEADER = csvLine(COLUMNS.map(([name]) => name));

export function eventCsvLine(event: CsvEvent): string {
  return csvLine(COLUMNS.map(([, cell]) => cell(event)));
}

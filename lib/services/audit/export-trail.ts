import { createHash } from "node:crypto";
import { BEFORE_THE_FIRST } from "@/lib/audit/chain";
import { CSV_HEADER, eventCsvLine } from "@/lib/audit/events-csv";
import {
  endLine,
  type ExportHeader,
  eventLine,
  headerLine,
  lineSha256,
  sealLine,
  signEnd,
} from "@/lib/audit/export-lines";
import { type Seal, sealFingerprint } from "@/lib/audit/seal";
import type { AuditExportQuery } from "@/lib/contract/audit";
import { ok, type Result } from "@/lib/rats/result";
import { lastSeal, organizationName, sealOver, sealsWithin } from "@/lib/store/audit-seals";
import {
  auditEventsFrom,
  auditHead,
  auditRange,
  findAuditEvent,
  type StoredEvent,
} from "@/lib/store/audit-trail";
import type { OrganizationDb } from "@/lib/store/organization-db";
import { change } from "../change";
import { organizationOf, type ServiceContext, withOrganization } from "../context";
import { eventBody } from "./read-trail";
import { sealTrail } from "./seal-trail";

export interface TrailExport {
  readonly format: AuditExportQuery["format"];
  readonly firstSeq: number;
  readonly lastSeq: number;
  /** Pieces of the file, each of whole lines. */
  readonly pieces: AsyncIterable<string>;
}

interface Range {
  readonly fromSeq: number;
  readonly toSeq: number;
}

const EVENTS_AT_A_TIME = 500;

/**
 * The trail as a file. That it was read is an event as well, written and sealed first, so an export of everything ends with
 * itself. The events are read in short transactions, one for each piece: a slow reader holds nothing up.
 */
export async function exportTrail(
  context: ServiceContext,
  { format, from, to }: AuditExportQuery,
): Promise<Result<TrailExport>> {
  const organizationId = organizationOf(context);
  const remembered = await change(context, () =>
    Promise.resolve(
      ok({
        value: null,
        object: { kind: "audit-trail", id: organizationId },
        details: { format, from: from ?? null, to: to ?? null },
      }),
    ),
  );
  if (!remembered.ok) return remembered;
  await sealTrail(context.runtime, organizationId);

  const { range, header } = await withOrganization(context, async (organization) => {
    const exact = await rangeOf(organization, { from, to });
    const range = format === "csv" ? exact : await wholeSeals(organization, exact);
    return { range, header: await headerOf(organization, { range, context }) };
  });
  const pieces =
    format === "csv"
      ? csvPieces(context, { range, period: { from, to } })
      : signedPieces(context, { range, header });
  return ok({ format, firstSeq: range.fromSeq, lastSeq: range.toSeq, pieces });
}

/** The events of a period; an empty range after the newest event where there are none. */
async function rangeOf(
  organization: OrganizationDb,
  { from, to }: Pick<AuditExportQuery, "from" | "to">,
): Promise<Range> {
  const head = await auditHead(organization);
  const end = head?.seq ?? 0;
  if (from === undefined && to === undefined) return { fromSeq: 1, toSeq: end };
  return (await auditRange(organization, { from, to })) ?? { fromSeq: end + 1, toSeq: end };
}

/** A root can be compared only with all of the events under it, so a period begins and ends with a run. */
async function wholeSeals(organization: OrganizationDb, range: Range): Promise<Range> {
  const { fromSeq, toSeq } = range;
  if (fromSeq > toSeq) return range;
  const first = await sealOver(organization, fromSeq);
  const last = await sealOver(organization, toSeq);
  const sealed = first === null ? await lastSeal(organization) : null;
  return {
    fromSeq: first?.fromSeq ?? (sealed?.toSeq ?? 0) + 1,
    toSeq: last?.toSeq ?? toSeq,
  };
}

async function headerOf(
  organization: OrganizationDb,
  { range, context }: { readonly range: Range; readonly context: ServiceContext },
): Promise<ExportHeader> {
  const { fromSeq, toSeq } = range;
  const before = fromSeq === 1 ? null : await findAuditEvent(organization, fromSeq - 1);
  const [sealBefore] =
    fromSeq === 1
      ? []
      : await sealsWithin(organization, { fromSeq: fromSeq - 1, toSeq: fromSeq - 1 });
  return {
    organization: {
      id: organization.organizationId,
      name: await organizationName(organization),
    },
    fromSeq,
    toSeq,
    previousHash: before?.hash ?? BEFORE_THE_FIRST,
    previousSeal: sealBefore === undefined ? BEFORE_THE_FIRST : sealFingerprint(sealBefore),
    publicKey: context.runtime.secrets.auditKey.publicKey,
    exportedAt: context.runtime.now(),
  };
}

async function* signedPieces(
  context: ServiceContext,
  { range, header }: { readonly range: Range; readonly header: ExportHeader },
): AsyncGenerator<string> {
  const content = createHash("sha256");
  const counts = { events: 0, seals: 0 };
  const first = headerLine(header);
  const hashed = (lines: readonly string[]) => {
    const piece = lines.map((line) => `${line}\n`).join("");
    content.update(piece);
    return piece;
  };
  yield hashed([first]);
  for await (const { events, seals } of pages(context, range)) {
    counts.events += events.length;
    counts.seals += seals.length;
    yield hashed(inOrder(events, seals));
  }
  const totals = { ...counts, headerSha256: lineSha256(first), contentSha256: content.digest() };
  yield `${endLine(signEnd(totals, context.runtime.secrets.auditKey.privateKey))}\n`;
}

async function* csvPieces(
  context: ServiceContext,
  {
    range,
    period: { from, to },
  }: { readonly range: Range; readonly period: Pick<AuditExportQuery, "from" | "to"> },
): AsyncGenerator<string> {
  yield CSV_HEADER;
  // A clock that was set back leaves events of another time between those of the period.
  const isWithin = ({ at }: StoredEvent) =>
    (from === undefined || at >= new Date(from)) && (to === undefined || at < new Date(to));
  for await (const { events } of pages(context, range)) {
    yield events
      .filter(isWithin)
      .map((event) => eventCsvLine({ ...event, body: eventBody(event) }))
      .join("");
  }
}

/** Each event, and each seal after the last event that it covers, even where that one is gone. */
function inOrder(events: readonly StoredEvent[], seals: readonly Seal[]): readonly string[] {
  const lines: string[] = [];
  let next = 0;
  const sealsBefore = (seq: number) => {
    for (let seal = seals[next]; seal !== undefined && seal.toSeq < seq; seal = seals[next]) {
      lines.push(sealLine(seal));
      next += 1;
    }
  };
  for (const event of events) {
    sealsBefore(event.seq);
    lines.push(eventLine(event));
  }
  sealsBefore(Infinity);
  return lines;
}

interface Page {
  readonly events: readonly StoredEvent[];
  /** Those that end in the part of the trail that this page spans. */
  readonly seals: readonly Seal[];
}

/** Throws when the reader has gone: an export that stops must never get its last line. */
async function* pages(context: ServiceContext, { fromSeq, toSeq }: Range): AsyncGenerator<Page> {
  for (let next = fromSeq; next <= toSeq;) {
    context.signal.throwIfAborted();
    const limit = EVENTS_AT_A_TIME;
    const { events, seals, end } = await withOrganization(context, async (organization) => {
      const events = await auditEventsFrom(organization, { fromSeq: next, toSeq, limit });
      const last = events.at(-1);
      const end = last === undefined || events.length < limit ? toSeq : last.seq;
      const seals = await sealsWithin(organization, { fromSeq: next, toSeq: end });
      return { events, seals, end };
    });
    yield { events, seals };
    next = end + 1;
  }
}

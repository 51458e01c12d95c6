import { and, asc, desc, eq, gte, lt, gt, lte, max, min, type SQL, sql } from "drizzle-orm";
import { auditEvents, auditHeads } from "@/drizzle/schema";
import type { ExportedEvent } from "@/lib/audit/export-lines";
import type { AuditFilter } from "@/lib/contract/audit";
import type { OrganizationDb } from "./organization-db";
import { momentText, plainText } from "./sql-text";

/** A row of the trail; its body is JSON, exactly as it was chained. */
export type StoredEvent = ExportedEvent;

export interface AuditPageRequest {
  readonly limit: number;
  /** The number of an event. */
  readonly cursor: number | null;
  readonly direction: "older" | "newer";
}

/** Newest first, whichever way the page was asked for. */
export interface AuditPage {
  readonly items: readonly StoredEvent[];
  readonly older: number | null;
  readonly newer: number | null;
}

const columns = {
  organizationId: auditEvents.organizationId,
  seq: auditEvents.seq,
  at: auditEvents.at,
  previousHash: auditEvents.previousHash,
  hash: auditEvents.hash,
  body: auditEvents.body,
};

/** A page of the trail. The number of an event is its place, so each filter walks an index in that order. */
export async function listAuditEvents(
  { db, organizationId }: OrganizationDb,
  filter: AuditFilter,
  { limit, cursor, direction }: AuditPageRequest,
): Promise<AuditPage> {
  const isBackwards = direction === "older";
  const rows = await db
    .select(columns)
    .from(auditEvents)
    .where(
      and(
        eq(auditEvents.organizationId, organizationId),
        ...conditions(filter),
        cursor === null
          ? undefined
          : isBackwards
            ? lt(auditEvents.seq, cursor)
            : gt(auditEvents.seq, cursor),
      ),
    )
    .orderBy(isBackwards ? desc(auditEvents.seq) : asc(auditEvents.seq))
    .limit(limit + 1);
  const hasMore = rows.length > limit;
  const onPage = rows.slice(0, limit);
  const items = isBackwards ? onPage : onPage.toReversed();
  const newest = items.at(0)?.seq ?? cursor;
  const oldest = items.at(-1)?.seq ?? cursor;
  // The cursor itself lies the other way, so there is something there.
  return {
    items,
    older: isBackwards ? (hasMore ? oldest : null) : cursor === null ? null : oldest,
    newer: isBackwards ? (cursor === null ? null : newest) : hasMore ? newest : null,
  };
}

function conditions(filter: AuditFilter): (SQL | undefined)[] {
  const { actor, actorKind, objectKind, objectId, action, outcome, requestId, from, to } = filter;
  const isText = (column: Parameters<typeof eq>[0], value: string | undefined) =>
    value === undefined ? undefined : eq(column, plainText(value).toWellFormed());
  return [
    isText(auditEvents.actorId, actor),
    isText(auditEvents.actorKind, actorKind),
    isText(auditEvents.objectKind, objectKind),
    isText(auditEvents.objectId, objectId),
    isText(auditEvents.action, action),
    isText(auditEvents.outcome, outcome),
    isText(auditEvents.requestId, requestId),
    ...period({ from, to }),
  ];
}

interface Period {
  readonly from?: string | undefined;
  /** Exclusive. */
  readonly to?: string | undefined;
}

function period({ from, to }: Period): (SQL | undefined)[] {
  const moment = (text: string) => sql`${momentText(new Date(text))}::timestamptz`;
  return [
    from === undefined ? undefined : gte(auditEvents.at, moment(from)),
    to === undefined ? undefined : lt(auditEvents.at, moment(to)),
  ];
}

export async function findAuditEvent(
  { db, organizationId }: OrganizationDb,
  seq: number,
): Promise<StoredEvent | null> {
  const [row] = await db
    .select(columns)
    .from(auditEvents)
    .where(and(eq(auditEvents.organizationId, organizationId), eq(auditEvents.seq, seq)));
  return row ?? null;
}

/** Up to `limit` events from `fromSeq` on, oldest first, none after `toSeq`. */
export function auditEventsFrom(
  { db, organizationId }: OrganizationDb,
  {
    fromSeq,
    toSeq,
    limit,
  }: { readonly fromSeq: number; readonly toSeq: number; readonly limit: number },
): Promise<readonly StoredEvent[]> {
  return db
    .select(columns)
    .from(auditEvents)
    .where(
      and(
        eq(auditEvents.organizationId, organizationId),
        gte(auditEvents.seq, fromSeq),
        lte(auditEvents.seq, toSeq),
      ),
    )
    .orderBy(asc(auditEvents.seq))
    .limit(limit);
}

/** The first and the last event of a period; null when it has none. */
export async function auditRange(
  { db, organizationId }: OrganizationDb,
  given: Period,
): Promise<{ readonly fromSeq: number; readonly toSeq: number } | null> {
  const [row] = await db
    .select({ fromSeq: min(auditEvents.seq), toSeq: max(auditEvents.seq) })
    .from(auditEvents)
    .where(and(eq(auditEvents.organizationId, organizationId), ...period(given)));
  if (row === undefined || row.fromSeq === null || row.toSeq === null) return null;
  return { fromSeq: row.fromSeq, toSeq: row.toSeq };
}

/** Where the trigger says that the chain ends; null before the first event. */
export async function auditHead({
  db,
  organizationId,
}: OrganizationDb): Promise<{ readonly seq: number; readonly hash: Uint8Array } | null> {
  const [row] = await db
    .select({ seq: auditHeads.seq, hash: auditHeads.hash })
    .from(auditHeads)
    .where(eq(auditHeads.organizationId, organizationId));
  return row ?? null;
}

import { and, desc, eq, gt, ne, sql } from "drizzle-orm";
import { sessions } from "@/drizzle/schema";
import type { Database, Db } from "./database";

/** What better-auth has no word for; it makes and renews sessions itself. */
export interface SessionListRow {
  readonly id: string;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  readonly createdAt: Date;
  readonly seenAt: Date;
  readonly expiresAt: Date;
}

const notEnded = gt(sessions.expiresAt, sql`now()`);

/** Those that have not ended, the one seen last first. */
export function listSessionsOf(db: Db, personId: string): Promise<SessionListRow[]> {
  const { id, ipAddress, userAgent, createdAt, seenAt, expiresAt } = sessions;
  return db
    .select({ id, ipAddress, userAgent, createdAt, seenAt, expiresAt })
    .from(sessions)
    .where(and(eq(sessions.userId, personId), notEnded))
    .orderBy(desc(sessions.seenAt), desc(sessions.id));
}

/** Whether there was such a session of this person. */
export async function endSession(
  db: Db,
  { sessionId, personId }: { readonly sessionId: string; readonly personId: string },
): Promise<boolean> {
  const ended = await db
    .delete(sessions)
    .where(and(eq(sessions.id, sessionId), eq(sessions.userId, personId)))
    .returning({ id: sessions.id });
  return ended.length > 0;
}

/** How many have been ended. */
export async function endSessionsOf(db: Db, personId: string): Promise<number> {
  const ended = await db
    .delete(sessions)
    .where(eq(sessions.userId, personId))
    .returning({ id: sessions.id });
  return ended.length;
}

/** How many have been ended. */
export async function endOtherSessions(
  db: Db,
  { keep, personId }: { readonly keep: string; readonly personId: string },
): Promise<number> {
  const ended = await db
    .delete(sessions)
    .where(and(eq(sessions.userId, personId), ne(sessions.id, keep)))
    .returning({ id: sessions.id });
  return ended.length;
}

/** A new token for the same session, after a new proof of who this is: whoever knew the old one knows nothing. */
export async function renewSession(
  db: Db,
  { sessionId, token }: { readonly sessionId: string; readonly token: string },
): Promise<boolean> {
  const renewed = await db
    .update(sessions)
    .set({ token, authenticatedAt: sql`now()`, seenAt: sql`now()`, updatedAt: sql`now()` })
    .where(and(eq(sessions.id, sessionId), notEnded))
    .returning({ id: sessions.id });
  return renewed.length > 0;
}

/** Null when it has ended. */
export async function tokenOfSession(db: Db, sessionId: string): Promise<string | null> {
  const [row] = await db
    .select({ token: sessions.token })
    .from(sessions)
    .where(and(eq(sessions.id, sessionId), notEnded));
  return row?.token ?? null;
}

export async function moveSession(
  db: Db,
  { sessionId, organizationId }: { readonly sessionId: string; readonly organizationId: string },
): Promise<void> {
  await db.update(sessions).set({ organizationId }).where(eq(sessions.id, sessionId));
}

/** Puts the end of a session off, because it has been used; never beyond its last moment. */
export async function touchSession(
  { sql: driver }: Database,
  {
    sessionId,
    idleSeconds,
    lifeSeconds,
  }: { readonly sessionId: string; readonly idleSeconds: number; readonly lifeSeconds: number },
): Promise<void> {
  await driver`update sessions set seen_at = now(), expires_at = least(
      now() + ${idleSeconds} * interval '1 second', created_at + ${lifeSeconds} * interval '1 second')
    where id = ${sessionId} and expires_at > now()`;
}

/** Sessions and challenges that lead nowhere any more. */
export async function removeEnded({ sql: driver }: Database): Promise<void> {
  await driver`delete from sessions where expires_at < now() - interval '1 day'`;
  await driver`delete from sign_in_challenges where expires_at < now()`;
}

import { clearSessionCookie } from "@/lib/accounts/session-cookie";
import type { Session, SessionList } from "@/lib/contract/sessions";
import { fail, ok, type Result } from "@/lib/rats/result";
import { changeIn } from "@/lib/services/change";
import type { ServiceContext } from "@/lib/services/context";
import { organizationsOf } from "@/lib/store/memberships";
import { homeOrganizationId } from "@/lib/store/organization-db";
import { findSession } from "@/lib/store/principals";
import {
  endOtherSessions,
  endSession,
  listSessionsOf,
  moveSession,
  tokenOfSession,
} from "@/lib/store/sessions";
import { actorOfSession } from "@/lib/accounts/session-actor";
import { sessionActor, sessionView } from "./session-view";

export function getSession(context: ServiceContext): Promise<Session> {
  return sessionView(context, sessionActor(context));
}

/** Ends the session; answers the cookie that takes it out of the browser. */
export async function signOut(context: ServiceContext): Promise<Result<{ cookie: string }>> {
  const { sessionId, personId } = sessionActor(context);
  const ended = await revokeSession(context, sessionId);
  // It may have ended meanwhile: who wants to be signed out is.
  if (!ended.ok && ended.failure.code !== "NOT_FOUND") return ended;
  context.runtime.log.debug({ personId }, "signed out");
  return ok({ cookie: clearSessionCookie(context.runtime.config) });
}

export async function listSessions(context: ServiceContext): Promise<SessionList> {
  const { personId, sessionId } = sessionActor(context);
  const rows = await listSessionsOf(context.runtime.database.db, personId);
  return {
    items: rows.map(({ id, ipAddress, userAgent, createdAt, seenAt, expiresAt }) => ({
      id,
      isCurrent: id === sessionId,
      address: ipAddress === "" ? null : ipAddress,
      userAgent: userAgent === "" ? null : userAgent,
      createdAt: createdAt.toISOString(),
      lastSeenAt: seenAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
    })),
  };
}

/** Ends one of the own sessions. Failure: `NOT_FOUND`, also for one of somebody else. */
export async function revokeSession(
  context: ServiceContext,
  id: string,
): Promise<Result<{ id: string }>> {
  const { personId } = sessionActor(context);
  const home = await homeOrganizationId(context.runtime.database);
  return changeIn(context, home, async ({ db }) => {
    const isEnded = await endSession(db, { sessionId: id, personId });
    if (!isEnded) return fail("NOT_FOUND", "You have no such session.");
    return ok({ value: { id }, object: { kind: "session", id } });
  });
}

export async function revokeOtherSessions(
  context: ServiceContext,
): Promise<Result<{ ended: number }>> {
  const { personId, sessionId } = sessionActor(context);
  const home = await homeOrganizationId(context.runtime.database);
  return changeIn(context, home, async ({ db }) => {
    const ended = await endOtherSessions(db, { keep: sessionId, personId });
    return ok({ value: { ended }, object: { kind: "person", id: personId }, details: { ended } });
  });
}

/** Goes on in another organization. Failure: `NOT_FOUND` for one that the person is no member of, or that is none. */
export async function switchOrganization(
  context: ServiceContext,
  organizationId: string,
): Promise<Result<Session>> {
  const { runtime } = context;
  const { personId, sessionId } = sessionActor(context);
  const own = await organizationsOf(runtime.database, personId);
  if (!own.some(({ id }) => id === organizationId)) {
    return fail("NOT_FOUND", "You are a member of no such organization.");
  }
  const moved = await changeIn(context, organizationId, async ({ db }) => {
    await moveSession(db, { sessionId, organizationId });
    return ok({ value: null, object: { kind: "session", id: sessionId } });
  });
  return moved.ok ? currentSession(context) : moved;
}

/** The session as it is now, after something about it or its owner has changed. Failure: `AUTHENTICATION_REQUIRED`. */
export async function currentSession(context: ServiceContext): Promise<Result<Session>> {
  const { database } = context.runtime;
  const token = await tokenOfSession(database.db, sessionActor(context).sessionId);
  const row = token === null ? null : await findSession(database, { token, wanted: null });
  return row === null
    ? fail("AUTHENTICATION_REQUIRED", "This session has ended.")
    : ok(await sessionView(context, actorOfSession(row)));
}

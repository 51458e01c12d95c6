import { generateRandomString } from "better-auth/crypto";
import { accountStore } from "@/lib/accounts/account-store";
import type { ConfirmRequest } from "@/lib/contract/sessions";
import { fail, ok, type Result } from "@/lib/rats/result";
import { changeIn } from "@/lib/services/change";
import type { ServiceContext } from "@/lib/services/context";
import { homeOrganizationId, type OrganizationDb } from "@/lib/store/organization-db";
import { renewSession } from "@/lib/store/sessions";
import { type Attempt, beginAttempt } from "./attempts";
import { auditFailure } from "./audit-failure";
import { checkPassword } from "./passwords";
import { spendSecondFactor } from "./second-factor-proof";
import { sessionActor, type SignedIn, signedIn } from "./session-view";

/**
 * Proves once more who this is: the session goes on under a new token. Failures: `SIGN_IN_DELAYED`, `SIGN_IN_FAILED`,
 * `SECOND_FACTOR_REQUIRED`, `TOO_BUSY`.
 */
export async function confirmSession(
  context: ServiceContext,
  request: ConfirmRequest,
): Promise<Result<SignedIn>> {
  const actor = sessionActor(context);
  const confirmed = await provingPassword(context, request.password, async (attempt) => {
    const home = await homeOrganizationId(context.runtime.database);
    return changeIn(context, home, async (organization) => {
      const { personId, sessionId } = actor;
      const proof = await spendSecondFactor(context, organization, { personId, given: request });
      if (!proof.ok) return proof;
      await attempt.succeed(organization);
      const token = await renewToken(organization, sessionId);
      if (!token.ok) return token;
      const details = { proof: proof.value };
      return ok({ value: token.value, object: { kind: "session", id: sessionId }, details });
    });
  });
  return confirmed.ok ? ok(await signedIn(context, confirmed.value)) : confirmed;
}

/** A new token for the session, in a transaction. Failure: `AUTHENTICATION_REQUIRED` when it has ended meanwhile. */
export async function renewToken(
  { db }: OrganizationDb,
  sessionId: string,
): Promise<Result<string>> {
  const token = generateRandomString(32);
  return (await renewSession(db, { sessionId, token }))
    ? ok(token)
    : fail("AUTHENTICATION_REQUIRED", "This session has ended.");
}

/**
 * Work that asks for the password of whoever acts, as an attempt that counts like one of signing in. Failures: those of
 * the work, `SIGN_IN_DELAYED`, `SIGN_IN_FAILED`, `TOO_BUSY`.
 */
export async function provingPassword<T>(
  context: ServiceContext,
  password: string,
  work: (attempt: Attempt) => Promise<Result<T>>,
): Promise<Result<T>> {
  const { personId, email } = sessionActor(context);
  return attempting(context, email, async (attempt) => {
    const store = await accountStore(context.runtime.database.db, context.runtime);
    const method = await store.findCredentialAccount(personId);
    const stored = method?.password ?? null;
    const checked = await checkPassword(context, { password, stored });
    return checked.ok ? work(attempt) : checked;
  });
}

/** Work of somebody signed in that proves something: a failure counts, delays the next one and has an audit row. */
export async function attempting<T>(
  context: ServiceContext,
  email: string,
  work: (attempt: Attempt) => Promise<Result<T>>,
): Promise<Result<T>> {
  const { personId: id, name } = sessionActor(context);
  const attempt = await beginAttempt(context, email);
  if (!attempt.ok) return attempt;
  const done = await work(attempt.value);
  if (done.ok) return done;
  if (done.failure.code !== "SIGN_IN_FAILED") await attempt.value.refund();
  await auditFailure(context, done.failure, { email, person: { id, name } });
  return done;
}

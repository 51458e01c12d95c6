import { symmetricEncrypt } from "better-auth/crypto";
import { newRecoveryCodes, recoveryCodeDigest } from "@/lib/accounts/recovery-codes";
import { base32, newTotpSecret, totpStepOf, totpUri } from "@/lib/accounts/totp";
import type { RecoveryCodes, TotpStart } from "@/lib/contract/account";
import { fail, ok, type Result } from "@/lib/rats/result";
import { changeIn } from "@/lib/services/change";
import type { ServiceContext } from "@/lib/services/context";
import { homeOrganizationId } from "@/lib/store/organization-db";
import { lockPerson } from "@/lib/store/people";
import {
  confirmFactor,
  findSecondFactor,
  keepUnconfirmedFactor,
  removeFactor,
  replaceRecoveryCodes,
  spendStep,
} from "@/lib/store/second-factors";
import { endOtherSessions } from "@/lib/store/sessions";
import { attempting, renewToken } from "./confirm-session";
import { signInFailed } from "./passwords";
import { secretOf } from "./second-factor-proof";
import { sessionActor, type SignedIn, signedIn } from "./session-view";

const isOnAlready = fail("CONFLICT", "Your second factor is on; switch it off first.");
const isOff = fail("CONFLICT", "Your second factor is off.");

/** A secret for an authenticator; nothing asks for its codes before the first one has been shown. Failure: `CONFLICT`. */
export async function startTotp(context: ServiceContext): Promise<Result<TotpStart>> {
  const { runtime } = context;
  const { personId, email } = sessionActor(context);
  const bytes = newTotpSecret();
  const data = Buffer.from(bytes).toString("hex");
  const secret = await symmetricEncrypt({ key: runtime.secrets.sessions, data });
  const home = await homeOrganizationId(runtime.database);
  return changeIn(context, home, async ({ db }) => {
    if (!(await keepUnconfirmedFactor(db, { personId, secret }))) return isOnAlready;
    const value = { secret: base32(bytes), uri: totpUri(bytes, email) };
    return ok({ value, object: { kind: "person", id: personId } });
  });
}

export interface FactorConfirmed extends SignedIn {
  readonly codes: RecoveryCodes;
}

/**
 * Switches the second factor on. All other sessions end, and this one goes on under a new token. Failures: `CONFLICT`,
 * `SIGN_IN_FAILED`, `SIGN_IN_DELAYED`.
 */
export async function confirmTotp(
  context: ServiceContext,
  code: string,
): Promise<Result<FactorConfirmed>> {
  const { runtime } = context;
  const { personId, sessionId, email } = sessionActor(context);
  const recoveryCodes = newRecoveryCodes();
  const home = await homeOrganizationId(runtime.database);
  const confirmed = await attempting(context, email, (attempt) =>
    changeIn(context, home, async (organization) => {
      const { db } = organization;
      await lockPerson(db, personId);
      const factor = await findSecondFactor(db, personId);
      if (factor === null) return isOff;
      if (factor.isConfirmed) return isOnAlready;
      const secret = await secretOf(factor, runtime.secrets.sessions);
      const step = totpStepOf(code, secret, runtime.now());
      if (step === null || !(await spendStep(db, { personId, step }))) return signInFailed;
      await attempt.succeed(organization);
      await confirmFactor(db, {
        personId,
        recoveryCodes: digestsOf(context, recoveryCodes),
      });
      const ended = await endOtherSessions(db, { keep: sessionId, personId });
      const token = await renewToken(organization, sessionId);
      if (!token.ok) return token;
      const object = { kind: "person", id: personId };
      return ok({ value: token.value, object, details: { sessionsEnded: ended } });
    }),
  );
  if (!confirmed.ok) return confirmed;
  const codes = { recoveryCodes: [...recoveryCodes] };
  return ok({ codes, ...(await signedIn(context, confirmed.value)) });
}

/** Switches the second factor off, with the same consequences. Failure: `CONFLICT`. */
export async function disableTotp(context: ServiceContext): Promise<Result<SignedIn>> {
  const { personId, sessionId } = sessionActor(context);
  const home = await homeOrganizationId(context.runtime.database);
  const disabled = await changeIn(context, home, async (organization) => {
    const { db } = organization;
    await lockPerson(db, personId);
    const factor = await findSecondFactor(db, personId);
    if (factor?.isConfirmed !== true) return isOff;
    await removeFactor(db, personId);
    const ended = await endOtherSessions(db, { keep: sessionId, personId });
    const token = await renewToken(organization, sessionId);
    if (!token.ok) return token;
    const object = { kind: "person", id: personId };
    return ok({ value: token.value, object, details: { sessionsEnded: ended } });
  });
  return disabled.ok ? ok(await signedIn(context, disabled.value)) : disabled;
}

/** New recovery codes; the old ones work no longer. Failure: `CONFLICT`. */
export async function renewRecoveryCodes(context: ServiceContext): Promise<Result<RecoveryCodes>> {
  const { personId } = sessionActor(context);
  const recoveryCodes = newRecoveryCodes();
  const home = await homeOrganizationId(context.runtime.database);
  return changeIn(context, home, async ({ db }) => {
    const factor = await findSecondFactor(db, personId);
    if (factor?.isConfirmed !== true) return isOff;
    await replaceRecoveryCodes(db, {
      personId,
      recoveryCodes: digestsOf(context, recoveryCodes),
    });
    const value = { recoveryCodes: [...recoveryCodes] };
    return ok({ value, object: { kind: "person", id: personId } });
  });
}

function digestsOf(context: ServiceContext, codes: readonly string[]): string[] {
  const { personId } = sessionActor(context);
  return codes.map((code) => recoveryCodeDigest(context.runtime.secrets, { personId, code }));
}

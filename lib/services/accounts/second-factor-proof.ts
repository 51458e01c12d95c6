import { symmetricDecrypt } from "better-auth/crypto";
import { recoveryCodeDigest } from "@/lib/accounts/recovery-codes";
import { totpStepOf } from "@/lib/accounts/totp";
import { fail, ok, type Result } from "@/lib/rats/result";
import type { ServiceContext } from "@/lib/services/context";
import type { OrganizationDb } from "@/lib/store/organization-db";
import {
  findSecondFactor,
  type SecondFactor,
  spendRecoveryCode,
  spendStep,
} from "@/lib/store/second-factors";
import { signInFailed } from "./passwords";

export interface GivenFactor {
  readonly code?: string | undefined;
  readonly recoveryCode?: string | undefined;
}

/** How somebody proved who they are. */
export type Proof = "password" | "password and code" | "password and recovery code";

/**
 * Asks for the second factor where it is on, and uses the code up, in the transaction of what it is for. Failures:
 * `SECOND_FACTOR_REQUIRED`, `SIGN_IN_FAILED`.
 */
export async function spendSecondFactor(
  { runtime }: ServiceContext,
  { db }: OrganizationDb,
  { personId, given }: { readonly personId: string; readonly given: GivenFactor },
): Promise<Result<Proof>> {
  const factor = await findSecondFactor(db, personId);
  if (factor === null || !factor.isConfirmed) return ok("password");
  if (given.code !== undefined) {
    const secret = await secretOf(factor, runtime.secrets.sessions);
    const step = totpStepOf(given.code, secret, runtime.now());
    const isSpent = step !== null && (await spendStep(db, { personId, step }));
    return isSpent ? ok("password and code") : signInFailed;
  }
  if (given.recoveryCode !== undefined) {
    const digest = recoveryCodeDigest(runtime.secrets, { personId, code: given.recoveryCode });
    const isSpent = await spendRecoveryCode(db, { personId, digest });
    return isSpent ? ok("password and recovery code") : signInFailed;
  }
  return fail("SECOND_FACTOR_REQUIRED", "This account asks for a code, too.");
}

/** The key of a factor's codes. */
export async function secretOf(
  { secret }: Pick<SecondFactor, "secret">,
  key: string,
): Promise<Uint8Array> {
  return Buffer.from(await symmetricDecrypt({ key, data: secret }), "hex");
}

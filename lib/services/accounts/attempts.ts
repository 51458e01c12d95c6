import { networkOf } from "@/lib/network/networks";
import { ok, type Result } from "@/lib/rats/result";
import type { ServiceContext } from "@/lib/services/context";
import { isKnownPlace, rememberPlace } from "@/lib/store/known-places";
import type { OrganizationDb } from "@/lib/store/organization-db";
import {
  type AttemptSubject,
  chargeAttempt,
  refundAttempt,
  settleSuccess,
} from "@/lib/store/sign-in-failures";

/** An attempt to prove who somebody is, which counts as a failure until it has succeeded. */
export interface Attempt {
  /** It was no failure after all, but proved nothing either. */
  refund(): Promise<void>;
  /** It succeeded: in the transaction of what it was for. */
  succeed(organization: OrganizationDb): Promise<void>;
}

/** Somebody who mistypes their own password: every failure doubles the delay, up to a quarter of an hour. */
const OWN = { free: 0, capSeconds: 900 };
/** A whole address, behind which there may be many people. */
const ADDRESS = { free: 20, capSeconds: 60 };
/** An e-mail from anywhere: slows down who guesses from many addresses, and can't lock its owner out for long. */
const EMAIL = { free: 5, capSeconds: 30 };

/**
 * Begins an attempt. Whether the e-mail has an account makes no difference. Where its owner has signed in before, only
 * failures from there count, so that nobody is kept out by what others do elsewhere. Failure: `SIGN_IN_DELAYED`.
 */
export async function beginAttempt(
  { runtime, client }: ServiceContext,
  email: string,
): Promise<Result<Attempt>> {
  const { database, secrets } = runtime;
  const network = networkOf(client.address ?? "unknown");
  const own = { digest: secrets.subjectDigest(`sign-in/${email}/${network}`), ...OWN };
  const address = { digest: secrets.subjectDigest(`sign-in//${network}`), ...ADDRESS };
  const anywhere = { digest: secrets.subjectDigest(`sign-in/${email}/`), ...EMAIL };
  const isKnown = await isKnownPlace(database, own.digest);
  const subjects: AttemptSubject[] = [own, address, ...(isKnown ? [] : [anywhere])];

  const seconds = await chargeAttempt(database, subjects);
  if (seconds > 0) {
    const detail = `The next attempt counts in ${seconds} s.`;
    return {
      ok: false,
      failure: { code: "SIGN_IN_DELAYED", detail, retryAfterSeconds: seconds },
    };
  }
  return ok({
    refund: () => refundAttempt(database, subjects),
    succeed: async (organization) => {
      // Failures from a shared address still count, so that one good account there doesn't cover guesses at others.
      await settleSuccess(organization, { cleared: [own, anywhere], refunded: [address] });
      await rememberPlace(organization, own.digest);
    },
  });
}

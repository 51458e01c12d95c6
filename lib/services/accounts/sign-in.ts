import { accountStore } from "@/lib/accounts/account-store";
import type { SignInRequest } from "@/lib/contract/sessions";
import { ok, type Result } from "@/lib/rats/result";
import { changeIn } from "@/lib/services/change";
import type { ServiceContext } from "@/lib/services/context";
import { homeOrganizationId } from "@/lib/store/organization-db";
import { removeEnded } from "@/lib/store/sessions";
import { type Attempt, beginAttempt } from "./attempts";
import { auditFailure } from "./audit-failure";
import { checkPassword } from "./passwords";
import { spendSecondFactor } from "./second-factor-proof";
import { type SignedIn, signedIn } from "./session-view";
import { startSession } from "./start-session";

interface Account {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** Null where there is none. */
  readonly password: string | null;
}

/**
 * Signs in. An e-mail without an account, a wrong password and a wrong code are one answer and the same work. Failures:
 * `SIGN_IN_DELAYED`, `SIGN_IN_FAILED`, `SECOND_FACTOR_REQUIRED`, `TOO_BUSY`.
 */
export async function signIn(
  context: ServiceContext,
  request: SignInRequest,
): Promise<Result<SignedIn>> {
  const attempt = await beginAttempt(context, request.email);
  if (!attempt.ok) return attempt;
  const account = await findAccount(context, request.email);
  const token = await openSession(context, { account, request, attempt: attempt.value });
  if (!token.ok) {
    if (token.failure.code !== "SIGN_IN_FAILED") await attempt.value.refund();
    await auditFailure(context, token.failure, { email: request.email, person: personOf(account) });
    return token;
  }
  await removeEnded(context.runtime.database);
  return ok(await signedIn(context, token.value));
}

async function findAccount({ runtime }: ServiceContext, email: string): Promise<Account | null> {
  const store = await accountStore(runtime.database.db, runtime);
  const found = await store.findUserByEmail(email);
  if (found === null) return null;
  const { id, name } = found.user;
  const method = await store.findCredentialAccount(id);
  return { id, name, email, password: method?.password ?? null };
}

interface Opening {
  readonly account: Account | null;
  readonly request: SignInRequest;
  readonly attempt: Attempt;
}

async function openSession(
  context: ServiceContext,
  { account, request, attempt }: Opening,
): Promise<Result<string>> {
  const checked = await checkPassword(context, {
    password: request.password,
    stored: account?.password ?? null,
  });
  if (!checked.ok) return checked;
  if (account === null) throw new Error("a password matched without an account");

  const home = await homeOrganizationId(context.runtime.database);
  return changeIn(actingAs(context, account), home, async (organization) => {
    const proof = await spendSecondFactor(context, organization, {
      personId: account.id,
      given: request,
    });
    if (!proof.ok) return proof;
    await attempt.succeed(organization);
    const value = await startSession(context, organization, { personId: account.id });
    const details = { proof: proof.value };
    return ok({ value, object: { kind: "person", id: account.id, name: account.name }, details });
  });
}

function personOf(account: Account | null) {
  return account === null ? null : { id: account.id, name: account.name };
}

/** The request with somebody who has just proved who they are: whom the audit trail names. */
export function actingAs(
  context: ServiceContext,
  { id, name, email }: { readonly id: string; readonly name: string; readonly email: string },
): ServiceContext {
  const authenticatedAt = context.runtime.now();
  const actor = {
    kind: "guest",
    personId: id,
    name,
    email,
    sessionId: "",
    authenticatedAt,
  } as const;
  return { ...context, actor };
}

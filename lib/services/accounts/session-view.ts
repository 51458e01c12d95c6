import type { GuestActor, PersonActor } from "@/lib/access/actor";
import { STEP_UP_MS } from "@/lib/access/step-up";
import { PASSWORD_METHOD, accountStore } from "@/lib/accounts/account-store";
import { actorOfSession } from "@/lib/accounts/session-actor";
import { writeSessionCookie } from "@/lib/accounts/session-cookie";
import type { Session } from "@/lib/contract/sessions";
import type { ServiceContext } from "@/lib/services/context";
import { organizationsOf } from "@/lib/store/memberships";
import { findSession } from "@/lib/store/principals";
import { findSecondFactor } from "@/lib/store/second-factors";

/** What somebody gets who has just proved who they are. */
export interface SignedIn {
  readonly session: Session;
  /** `Set-Cookie` of the new token. */
  readonly cookie: string;
}

/** Somebody who acts with a session. */
export type SessionActor = PersonActor | GuestActor;

/**
 * The person whose session this is.
 *
 * @throws Error for anybody else: operations for people ask for `signed-in`.
 */
export function sessionActor({ actor, operation }: ServiceContext): SessionActor {
  if (actor.kind === "person" || actor.kind === "guest") return actor;
  throw new Error(`${operation} ran without a session`);
}

/** The session as its owner sees it; asked outside any transaction. */
export async function sessionView(context: ServiceContext, actor: SessionActor): Promise<Session> {
  const { runtime } = context;
  const store = await accountStore(runtime.database.db, runtime);
  const [organizations, methods, factor] = await Promise.all([
    organizationsOf(runtime.database, actor.personId),
    store.findAccounts(actor.personId),
    findSecondFactor(runtime.database.db, actor.personId),
  ]);
  const isMember = actor.kind === "person";
  const current = organizations.find(({ id }) => isMember && id === actor.organizationId);
  const providers = methods.map(({ providerId }) => providerId);
  return {
    id: actor.sessionId,
    person: { id: actor.personId, name: actor.name, email: actor.email },
    organization:
      current === undefined ? null : { id: current.id, name: current.name, isHome: current.isHome },
    organizations,
    roles: isMember ? [...actor.roles] : [],
    permissions: isMember ? [...actor.permissions] : [],
    lacksSecondFactor: isMember && actor.lacksSecondFactor,
    authenticatedAt: actor.authenticatedAt.toISOString(),
    confirmedUntil: new Date(actor.authenticatedAt.getTime() + STEP_UP_MS).toISOString(),
    hasPassword: providers.includes(PASSWORD_METHOD),
    secondFactor:
      factor?.isConfirmed === true
        ? { isOn: true, recoveryCodesLeft: factor.recoveryCodes.length }
        : { isOn: false, recoveryCodesLeft: null },
    linkedProviders: providers.filter((provider) => provider !== PASSWORD_METHOD),
  };
}

/** The session of a token that has just been made, with its cookie; asked after the transaction that made it. */
export async function signedIn(context: ServiceContext, token: string): Promise<SignedIn> {
  const { runtime } = context;
  const row = await findSession(runtime.database, { token, wanted: null });
  if (row === null) throw new Error("a session ended as it began");
  return {
    session: await sessionView(context, actorOfSession(row)),
    cookie: writeSessionCookie(runtime.config, { token, secret: runtime.secrets.sessions }),
  };
}

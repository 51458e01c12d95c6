import type { Permission } from "./permissions";
import type { Role } from "./roles";

/** A person with a session, acting in one of their organizations. */
export interface PersonActor {
  readonly kind: "person";
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  readonly sessionId: string;
  readonly organizationId: string;
  readonly roles: readonly Role[];
  /** The organization demands a second factor that this person lacks; then there are no permissions. */
  readonly lacksSecondFactor: boolean;
  readonly permissions: ReadonlySet<Permission>;
  /** When this person last proved who they are; dangerous changes ask for a recent proof. */
  readonly authenticatedAt: Date;
}

/** A program with an API key. */
export interface KeyActor {
  readonly kind: "key";
  readonly keyId: string;
  readonly name: string;
  /** The service identity that this key stands for (`sentinel`); null for a key without one. */
  readonly service: string | null;
  readonly organizationId: string;
  readonly permissions: ReadonlySet<Permission>;
  /** The policy that judges what this key sends without naming one; null: the default. */
  readonly policy: unknown;
}

/** A person who has signed in and is a member of no organization (any more): may only look after the account. */
export interface GuestActor {
  readonly kind: "guest";
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  readonly sessionId: string;
  readonly authenticatedAt: Date;
}

/** A job of the server, in the name of an organization. */
export interface SystemActor {
  readonly kind: "system";
  readonly job: string;
  readonly organizationId: string;
}

/** Nobody has said who they are. */
export interface AnonymousActor {
  readonly kind: "anonymous";
}

/** Who acts inside an organization. */
export type Member = PersonActor | KeyActor | SystemActor;
export type Actor = Member | GuestActor | AnonymousActor;

export const ANONYMOUS: AnonymousActor = { kind: "anonymous" };

export function isMember(actor: Actor): actor is Member {
  return actor.kind === "person" || actor.kind === "key" || actor.kind === "system";
}

/** One name for each that acts, for what is counted for each of them. */
export function principalOf(actor: Actor): string {
  switch (actor.kind) {
    case "key":
      return `key/${actor.keyId}`;
    case "person":
    case "guest":
      return `person/${actor.personId}`;
    case "system":
      return `system/${actor.job}`;
    case "anonymous":
      return "anonymous";
  }
}

export function may(actor: Actor, permission: Permission): boolean {
  switch (actor.kind) {
    case "person":
    case "key":
      return actor.permissions.has(permission);
    case "system":
      return true;
    case "guest":
    case "anonymous":
      return false;
  }
}

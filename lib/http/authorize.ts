import { type Actor, may } from "@/lib/access/actor";
import { PERMISSIONS } from "@/lib/access/permissions";
import { ROLE_TABLE, rolesWith } from "@/lib/access/roles";
import { isProofFresh } from "@/lib/access/step-up";
import type { Operation } from "@/lib/operations/operation";
import { fail, ok, type Result } from "@/lib/rats/result";

/**
 * Whether somebody may do this: the one place that decides. Failures: `AUTHENTICATION_REQUIRED`,
 * `ORGANIZATION_REQUIRED`, `SECOND_FACTOR_DEMANDED`, `PERMISSION_DENIED`, `STEP_UP_REQUIRED`.
 */
export function authorize(
  actor: Actor,
  { permission, stepUp }: Pick<Operation, "permission" | "stepUp">,
  now: Date,
): Result<null> {
  if (permission === "public") return ok(null);
  if (actor.kind === "anonymous") {
    return fail("AUTHENTICATION_REQUIRED", "Sign in, or send an API key.");
  }
  if (permission === "signed-in") {
    if (actor.kind === "key") {
      return fail("PERMISSION_DENIED", "This is for people; an API key has no account.");
    }
  } else if (actor.kind === "guest") {
    return fail("ORGANIZATION_REQUIRED", "Ask an administrator for an invitation.");
  } else if (actor.kind === "person" && actor.lacksSecondFactor) {
    return fail("SECOND_FACTOR_DEMANDED", "Switch it on in your account; then everything is back.");
  } else if (!may(actor, permission)) {
    return fail("PERMISSION_DENIED", deniedDetail(actor, permission));
  }
  if (stepUp && !isFresh(actor, now)) {
    return fail("STEP_UP_REQUIRED", "The last sign-in of this session is too long ago.");
  }
  return ok(null);
}

function deniedDetail(
  actor: Actor,
  permission: Exclude<Operation["permission"], "public" | "signed-in">,
) {
  const { phrase } = PERMISSIONS[permission];
  if (actor.kind === "key") return `The key has no scope ${permission}, so it may not ${phrase}.`;
  const roles = rolesWith(permission).map((role) => ROLE_TABLE[role].label.toLowerCase());
  return `Allowed for: ${roles.join(", ")}. Without such a role you may not ${phrase}.`;
}

/** Programs prove who they are at every request. */
function isFresh(actor: Actor, now: Date): boolean {
  return actor.kind === "person" || actor.kind === "guest" ? isProofFresh(actor, now) : true;
}

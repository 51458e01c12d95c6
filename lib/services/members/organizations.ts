import { v7 } from "uuid";
import type { SecondFactorDemand } from "@/lib/contract/members";
import type { Organization } from "@/lib/contract/sessions";
import { fail, ok, type Result } from "@/lib/rats/result";
import { sessionActor } from "@/lib/services/accounts/session-view";
import { change, changeIn } from "@/lib/services/change";
import { type ServiceContext, withOrganization } from "@/lib/services/context";
import { addMember } from "@/lib/store/memberships";
import {
  demandSecondFactor as demandRow,
  findOrganization,
  insertOrganization,
  isSecondFactorDemanded,
  renameOrganization as renameRow,
} from "@/lib/store/organizations";
import { findSecondFactor } from "@/lib/store/second-factors";

/** Another organization, with whoever makes it as its only member. Its audit trail begins with this. */
export function createOrganization(
  context: ServiceContext,
  name: string,
): Promise<Result<Organization>> {
  const { personId } = sessionActor(context);
  return changeIn(context, v7(), async (organization) => {
    const made = await insertOrganization(organization, name);
    await addMember(organization, { personId, roles: ["administrator"] });
    const object = { kind: "organization", id: made.id, name };
    return ok({ value: made, object, after: { name, administrator: personId } });
  });
}

export function renameOrganization(
  context: ServiceContext,
  name: string,
): Promise<Result<Organization>> {
  return change(context, async (organization) => {
    const found = await findOrganization(organization);
    if (found === null) return fail("NOT_FOUND", "This organization is not there.");
    await renameRow(organization, name);
    return ok({
      value: { ...found, name },
      object: { kind: "organization", id: found.id, name },
      before: { name: found.name },
      after: { name },
    });
  });
}

export async function getSecondFactorDemand(context: ServiceContext): Promise<SecondFactorDemand> {
  return { isDemanded: await withOrganization(context, isSecondFactorDemanded) };
}

/**
 * Whether members need a second factor, from their next request on. Whoever demands it has one, so that somebody is left
 * who can take it back. Failure: `CONFLICT`.
 */
export function demandSecondFactor(
  context: ServiceContext,
  after: SecondFactorDemand,
): Promise<Result<SecondFactorDemand>> {
  const { personId } = sessionActor(context);
  return change(context, async (organization) => {
    const factor = await findSecondFactor(organization.db, personId);
    if (after.isDemanded && factor?.isConfirmed !== true) {
      return fail("CONFLICT", "Switch your own second factor on first.");
    }
    const before = { isDemanded: await isSecondFactorDemanded(organization) };
    await demandRow(organization, after.isDemanded);
    const object = { kind: "organization", id: organization.organizationId };
    return ok({ value: after, object, before, after, details: after });
  });
}

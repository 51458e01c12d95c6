import type { z } from "zod";
import type { LimitScope } from "@/lib/access/limit-class";
import type {
  LimitSetting,
  limitParamsSchema,
  limitTargetSchema,
  setLimitSchema,
} from "@/lib/contract/limits";
import { fail, ok, type Result } from "@/lib/rats/result";
import {
  EVERYBODY,
  findLimitSetting,
  type LimitKey,
  organizationName,
  removeLimitSetting,
  saveLimitSetting,
} from "@/lib/store/limit-settings";
import type { OrganizationDb } from "@/lib/store/organization-db";
import { changeIn } from "../change";
import type { ServiceContext } from "../context";
import { limitSetting } from "./limit-view";
import { limitedOrganization } from "./limited-organization";

type Params = z.output<typeof limitParamsSchema>;
type Target = z.output<typeof limitTargetSchema>;

const everybody = {
  key: "each key",
  person: "each person",
  organization: "the organization",
} as const satisfies Record<LimitScope, string>;

/** Changes a limit. Failures: `PERMISSION_DENIED`, `NOT_FOUND`, `REQUEST_INVALID`. */
export function setLimit(
  context: ServiceContext,
  params: Params,
  { perMinute, burst, ...target }: z.output<typeof setLimitSchema>,
): Promise<Result<LimitSetting>> {
  const row = { perMinute, burst, updatedAt: context.runtime.now() };
  return changeLimit(context, { params, target, row }, (organization, key) =>
    saveLimitSetting(organization, key, row),
  );
}

/** Goes back to the default. Failures: those of `setLimit`. */
export function resetLimit(
  context: ServiceContext,
  params: Params,
  target: Target,
): Promise<Result<LimitSetting>> {
  return changeLimit(context, { params, target, row: null }, removeLimitSetting);
}

interface Changing {
  readonly params: Params;
  readonly target: Target;
  /** What holds afterwards; null: the default. */
  readonly row: Parameters<typeof limitSetting>[2];
}

async function changeLimit(
  context: ServiceContext,
  { params, target, row }: Changing,
  work: (organization: OrganizationDb, key: LimitKey) => Promise<void>,
): Promise<Result<LimitSetting>> {
  const { limits } = context.runtime;
  const { scope, limitClass } = params;
  const { organizationId, subjectId } = target;
  if (scope === "organization" && subjectId !== undefined) {
    return fail(
      "REQUEST_INVALID",
      "An organization has one bucket: name no subject.",
      "/subjectId",
    );
  }
  const whose = await limitedOrganization(context, { organizationId, scope });
  if (!whose.ok) return whose;
  const key: LimitKey = { ...params, subjectId: subjectId ?? EVERYBODY };
  return changeIn(context, whose.value.id, async (organization) => {
    if ((await organizationName(organization)) === null) {
      return fail("NOT_FOUND", `There is no organization ${organization.organizationId}.`);
    }
    const before = await findLimitSetting(organization, key);
    await work(organization, key);
    const value = limitSetting(limits, key, row);
    return ok({
      value,
      object: {
        kind: "limit",
        id: [scope, subjectId, limitClass].filter(Boolean).join("/"),
        name: `${limits[limitClass].words}, ${subjectId === undefined ? everybody[scope] : `one ${scope}`}`,
      },
      before: before && { perMinute: before.perMinute, burst: before.burst },
      after: row && { perMinute: row.perMinute, burst: row.burst },
      details: { scope, limitClass, perMinute: value.perMinute, burst: value.burst },
    });
  });
}

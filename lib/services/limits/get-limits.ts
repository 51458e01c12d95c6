import type { z } from "zod";
import type { limitQuerySchema, Limits } from "@/lib/contract/limits";
import { fail, ok, type Result } from "@/lib/rats/result";
import { databaseClock } from "@/lib/store/database-clock";
import { listBuckets } from "@/lib/store/limit-buckets";
import { listLimitSettings, organizationName } from "@/lib/store/limit-settings";
import { inOrganization } from "@/lib/store/organization-db";
import type { ServiceContext } from "../context";
import { allSettings, limitUse } from "./limit-view";
import { limitedOrganization } from "./limited-organization";

const MAX_BUCKETS = 500;

/** What holds in an organization, and how its buckets stand. Failures: `PERMISSION_DENIED`, `NOT_FOUND`. */
export async function getLimits(
  context: ServiceContext,
  { organizationId }: z.output<typeof limitQuerySchema>,
): Promise<Result<Limits>> {
  const { database, limits } = context.runtime;
  const whose = await limitedOrganization(context, { organizationId });
  if (!whose.ok) return whose;
  const { id, isHome } = whose.value;
  const { now } = await databaseClock(database);
  const found = await inOrganization(database, id, async (organization) => ({
    name: await organizationName(organization),
    rows: await listLimitSettings(organization),
    buckets: await listBuckets(organization, MAX_BUCKETS),
  }));
  if (found.name === null) return fail("NOT_FOUND", `There is no organization ${id}.`);
  const settings = allSettings(limits, found.rows);
  const whole = { settings, organizationName: found.name, now };
  const use = found.buckets
    .flatMap((bucket) => limitUse(bucket, whole) ?? [])
    .toSorted((a, b) => a.tokens / a.burst - b.tokens / b.burst);
  return ok({
    ...{ organizationId: id, maySetOrganization: isHome, at: now.toISOString(), settings, use },
  });
}

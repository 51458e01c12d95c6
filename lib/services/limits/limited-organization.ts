import type { LimitScope } from "@/lib/access/limit-class";
import { fail, ok, type Result } from "@/lib/rats/result";
import { homeOrganizationId } from "@/lib/store/organization-db";
import { organizationOf, type ServiceContext } from "../context";

/**
 * Whose limits are meant. Another organization's, and what all of an organization share, are in the hands of the first
 * organization: it owns the installation. Failure: `PERMISSION_DENIED`.
 */
export async function limitedOrganization(
  context: ServiceContext,
  {
    organizationId,
    scope,
  }: { readonly organizationId?: string | undefined; readonly scope?: LimitScope },
): Promise<Result<{ readonly id: string; readonly isHome: boolean }>> {
  const own = organizationOf(context);
  const id = organizationId ?? own;
  const isHome = own === (await homeOrganizationId(context.runtime.database));
  if (isHome || (id === own && scope !== "organization")) return ok({ id, isHome });
  return fail(
    "PERMISSION_DENIED",
    "Only an administrator of the first organization sets what all of an organization share, or limits of another one.",
  );
}

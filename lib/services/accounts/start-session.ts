import { accountStore } from "@/lib/accounts/account-store";
import type { ServiceContext } from "@/lib/services/context";
import type { OrganizationDb } from "@/lib/store/organization-db";
import { endSession } from "@/lib/store/sessions";

/**
 * A new session inside a transaction; answers its token. A session that the request came with ends: nobody goes on with a
 * token that somebody else may have put there.
 */
export async function startSession(
  context: ServiceContext,
  { db }: OrganizationDb,
  {
    personId,
    organizationId,
    authenticatedAt,
  }: {
    readonly personId: string;
    readonly organizationId?: string;
    /** The proof that it begins with; default: now. */
    readonly authenticatedAt?: Date;
  },
): Promise<string> {
  const { actor, client, runtime } = context;
  if (actor.kind === "person" || actor.kind === "guest") await endSession(db, actor);
  const store = await accountStore(db, runtime);
  const { token } = await store.createSession(personId, false, {
    ipAddress: client.address,
    userAgent: client.userAgent,
    ...(organizationId === undefined ? {} : { organizationId }),
    ...(authenticatedAt === undefined ? {} : { authenticatedAt }),
  });
  return token;
}

import { v7 } from "uuid";
import { accountStore } from "@/lib/accounts/account-store";
import { linkTokenSha256, newLinkToken } from "@/lib/accounts/link-token";
import type { SetupRequest, SetupState } from "@/lib/contract/sessions";
import { fail, ok, type Result } from "@/lib/rats/result";
import type { Runtime } from "@/lib/runtime";
import { changeIn } from "@/lib/services/change";
import type { ServiceContext } from "@/lib/services/context";
import { addMember } from "@/lib/store/memberships";
import { homeOrganizationId } from "@/lib/store/organization-db";
import { renameOrganization } from "@/lib/store/organizations";
import {
  hasPeople,
  isOpenSetupLink,
  keepSetupLink,
  lockSetup,
  spendSetupLinks,
} from "@/lib/store/setup-links";
import { acceptPassword, keepPassword } from "./passwords";
import { type SignedIn, signedIn } from "./session-view";
import { actingAs } from "./sign-in";
import { startSession } from "./start-session";

const LINK_HOURS = 24;

/**
 * A link that makes the first account, to be printed where only whoever runs the server sees it; null when there are
 * accounts. The token is behind `#`, which browsers send nowhere.
 */
export async function setupLink(
  { database }: Pick<Runtime, "database">,
  origin: string,
): Promise<string | null> {
  if (await hasPeople(database)) return null;
  const { token, sha256 } = newLinkToken();
  await keepSetupLink(database, { sha256, hours: LINK_HOURS });
  return `${origin}/setup#token=${token}`;
}

export async function getSetup({ runtime }: ServiceContext): Promise<SetupState> {
  return { isDone: await hasPeople(runtime.database) };
}

const done = fail("SETUP_DONE", "Somebody has an account already.");
const invalid = fail("LINK_INVALID", "Start the server again: it prints a new link.");

/**
 * Makes the first account and signs it in. Of several who try at one time, on whichever replica, one succeeds. Failures:
 * `SETUP_DONE`, `LINK_INVALID`, `PASSWORD_REJECTED`, `TOO_BUSY`.
 */
export async function createSetup(
  context: ServiceContext,
  { token, organizationName, name, email, password }: SetupRequest,
): Promise<Result<SignedIn>> {
  const { runtime } = context;
  const sha256 = linkTokenSha256(token);
  // Asked again behind the lock; here it spares strangers the hash of a password.
  if (await hasPeople(runtime.database)) return done;
  if (!(await isOpenSetupLink(runtime.database, sha256))) return invalid;
  const owner = { name, email, organizations: [organizationName] };
  const hash = await acceptPassword(context, { password, owner, at: "/password" });
  if (!hash.ok) return hash;

  const person = { id: v7(), name, email };
  const home = await homeOrganizationId(runtime.database);
  const made = await changeIn(actingAs(context, person), home, async (organization) => {
    await lockSetup(organization);
    if (await hasPeople(organization)) return done;
    if (!(await spendSetupLinks(organization, sha256))) return invalid;
    const store = await accountStore(organization.db, runtime);
    await store.createUser({ ...person, emailVerified: false }, { method: "setup" });
    await keepPassword(context, organization, { personId: person.id, hash: hash.value });
    await addMember(organization, { personId: person.id, roles: ["administrator"] });
    await renameOrganization(organization, organizationName);
    const value = await startSession(context, organization, { personId: person.id });
    const object = { kind: "organization", id: home, name: organizationName };
    return ok({ value, object, after: { name: organizationName, administrator: person.id } });
  });
  return made.ok ? ok(await signedIn(context, made.value)) : made;
}

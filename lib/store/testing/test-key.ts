import { v7 } from "uuid";
import { apiKeys } from "@/drizzle/schema";
import { readApiKey } from "@/lib/access/api-key-format";
import { PEOPLE_ONLY, PERMISSION_NAMES, type Permission } from "@/lib/access/permissions";
import type { InstallationSecrets } from "@/lib/node-crypto/installation-secrets";
import { newApiKey } from "@/lib/node-crypto/new-api-key";
import type { Database } from "../database";
import { homeOrganizationId, inOrganization } from "../organization-db";

/** What test servers have for the secret of their installation. */
export const TEST_SECRET = Buffer.from("a secret of test installations, 40 bytes");

/** Puts a key into the database, past the use case that makes keys; answers the whole key. */
export async function insertTestKey(
  database: Database,
  {
    secrets,
    scopes = PERMISSION_NAMES.filter((name) => !PEOPLE_ONLY.has(name)),
    organizationId,
    policy = null,
  }: {
    readonly secrets: InstallationSecrets;
    readonly scopes?: readonly Permission[];
    /** Default: the first organization. */
    readonly organizationId?: string;
    /** Attached: judges what names none. */
    readonly policy?: unknown;
  },
): Promise<string> {
  const key = newApiKey();
  const home = organizationId ?? (await homeOrganizationId(database));
  await inOrganization(database, home, ({ db }) =>
    db.insert(apiKeys).values({
      id: v7(),
      organizationId: home,
      name: "Tests",
      prefix: readApiKey(key)?.prefix ?? "",
      secretHmac: secrets.keyHmac(key),
      scopes: [...scopes],
      addresses: [],
      tags: [],
      policy,
      createdBy: "00000000-0000-0000-0000-000000000000",
      shownTo: [],
      createdAt: new Date(),
    }),
  );
  return key;
}

import { createHmac, randomBytes } from "node:crypto";
import { v7 } from "uuid";
import { memberships, people, sessions } from "@/drizzle/schema";
import type { Role } from "@/lib/access/roles";
import type { InstallationSecrets } from "@/lib/node-crypto/installation-secrets";
import type { Database } from "../database";
import { homeOrganizationId, inOrganization } from "../organization-db";

export interface TestPerson {
  readonly personId: string;
  readonly sessionId: string;
  readonly email: string;
  /** The value of a Cookie header. */
  readonly cookie: string;
}

/** A person with a session, past the use cases that make them; without roles a member of nothing. */
export async function insertTestPerson(
  database: Database,
  {
    secrets,
    roles = [],
    organizationId,
    authenticatedAt = new Date(),
    expiresAt = new Date(Date.now() + 3_600_000),
  }: {
    readonly secrets: InstallationSecrets;
    readonly roles?: readonly Role[];
    /** Default: the first organization. */
    readonly organizationId?: string;
    readonly authenticatedAt?: Date;
    readonly expiresAt?: Date;
  },
): Promise<TestPerson> {
  const personId = v7();
  const sessionId = v7();
  const email = `${personId}@people.example`;
  const token = randomBytes(24).toString("base64url");
  const home = organizationId ?? (await homeOrganizationId(database));
  await database.db.insert(people).values({ id: personId, name: `Test ${roles.join(" ")}`, email });
  if (roles.length > 0) {
    await inOrganization(database, home, ({ db }) =>
      db
        .insert(memberships)
        .values({ organizationId: home, personId, roles: [...roles], createdAt: new Date() }),
    );
  }
  await database.db
    .insert(sessions)
    .values({ id: sessionId, userId: personId, token, authenticatedAt, expiresAt });
  return { personId, sessionId, email, cookie: signedCookie(token, secrets) };
}

/** As better-auth writes it: the token and its signature, percent-encoded. */
function signedCookie(token: string, { sessions: secret }: InstallationSecrets): string {
  const signature = createHmac("sha256", secret).update(token).digest("base64");
  return `attestry-session=${encodeURIComponent(`${token}.${signature}`)}`;
}

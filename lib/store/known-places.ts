import { and, eq, gt, sql } from "drizzle-orm";
import { v7 } from "uuid";
import { signInChallenges } from "@/drizzle/schema";
import type { Database } from "./database";
import type { OrganizationDb } from "./organization-db";

/**
 * From where somebody has signed in before: there, failures of others elsewhere delay nobody. Only a digest of e-mail and
 * network is kept.
 */
const REMEMBERED = sql`now() + interval '90 days'`;

const identifierOf = (digest: Uint8Array) => `known-place/${Buffer.from(digest).toString("hex")}`;

export async function isKnownPlace({ db }: Database, digest: Uint8Array): Promise<boolean> {
  const rows = await db
    .select({ id: signInChallenges.id })
    .from(signInChallenges)
    .where(
      and(
        eq(signInChallenges.identifier, identifierOf(digest)),
        gt(signInChallenges.expiresAt, sql`now()`),
      ),
    )
    .limit(1);
  return rows.length > 0;
}

export async function rememberPlace({ db }: OrganizationDb, digest: Uint8Array): Promise<void> {
  const identifier = identifierOf(digest);
  await db.delete(signInChallenges).where(eq(signInChallenges.identifier, identifier));
  await db
    .insert(signInChallenges)
    .values({ id: v7(), identifier, value: "", expiresAt: REMEMBERED });
}

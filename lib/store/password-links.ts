import { eq, sql } from "drizzle-orm";
import { passwordLinks, people } from "@/drizzle/schema";
import type { Db } from "./database";

interface NewPasswordLink {
  readonly personId: string;
  readonly tokenSha256: Uint8Array;
  readonly organizationId: string;
  readonly createdBy: string;
  readonly hours: number;
}

/** Keeps a link in place of an earlier one for the same person; answers when it ends. */
export async function keepPasswordLink(
  db: Db,
  { hours, ...link }: NewPasswordLink,
): Promise<{ readonly expiresAt: Date }> {
  const times = { createdAt: sql`now()`, expiresAt: sql`now() + ${hours} * interval '1 hour'` };
  const [kept] = await db
    .insert(passwordLinks)
    .values({ ...link, ...times })
    .onConflictDoUpdate({ target: passwordLinks.personId, set: { ...link, ...times } })
    .returning({ expiresAt: passwordLinks.expiresAt });
  if (kept === undefined) throw new Error("a link is not there after it was made");
  return kept;
}

export interface PasswordLinkRow {
  readonly personId: string;
  readonly name: string;
  readonly email: string;
  /** Where it was made, and by whom. */
  readonly organizationId: string;
  readonly createdBy: string;
  readonly expiresAt: Date;
}

/** Null for a link that is unknown, used, replaced or too old. */
export async function findPasswordLink(
  db: Db,
  tokenSha256: Uint8Array,
): Promise<PasswordLinkRow | null> {
  const { personId, organizationId, createdBy, expiresAt } = passwordLinks;
  const { name, email } = people;
  const [row] = await db
    .select({ personId, name, email, organizationId, createdBy, expiresAt })
    .from(passwordLinks)
    .innerJoin(people, eq(people.id, passwordLinks.personId))
    .where(sql`${passwordLinks.tokenSha256} = ${tokenSha256} and ${expiresAt} > now()`);
  return row ?? null;
}

/** Whether this link was open: of two who use it at one time, one gets true. */
export async function spendPasswordLink(db: Db, tokenSha256: Uint8Array): Promise<boolean> {
  const spent = await db
    .delete(passwordLinks)
    .where(
      sql`${passwordLinks.tokenSha256} = ${tokenSha256} and ${passwordLinks.expiresAt} > now()`,
    )
    .returning({ personId: passwordLinks.personId });
  return spent.length > 0;
}

export async function endPasswordLink(db: Db, personId: string): Promise<void> {
  await db.delete(passwordLinks).where(eq(passwordLinks.personId, personId));
}

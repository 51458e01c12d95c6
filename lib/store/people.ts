import { eq } from "drizzle-orm";
import { people } from "@/drizzle/schema";
import type { Db } from "./database";

/** Whether this e-mail, in lower case, has an account. */
export async function hasAccount({ db }: { readonly db: Db }, email: string): Promise<boolean> {
  const rows = await db
    .select({ id: people.id })
    .from(people)
    .where(eq(people.email, email))
    .limit(1);
  return rows.length > 0;
}

/**
 * Holds other changes of the account back until the transaction ends: another password, a second factor, joining an
 * organization. All take their locks in one order: the organization or the invitation, the person, memberships, the
 * second factor, failed sign-ins, the password link, ways to sign in, sessions, and the end of the audit trail. What only
 * refers to the person, as a new session does, doesn't wait.
 */
export async function lockPerson(db: Db, personId: string): Promise<void> {
  await db
    .select({ id: people.id })
    .from(people)
    .where(eq(people.id, personId))
    .for("no key update");
}

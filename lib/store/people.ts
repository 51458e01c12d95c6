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

/** Holds other changes of the account back that ask for this, until the transaction ends. */
export async function lockPerson(db: Db, personId: string): Promise<void> {
  await db.select({ id: people.id }).from(people).where(eq(people.id, personId)).for("update");
}

import { and, eq, isNull, or, lt, sql } from "drizzle-orm";
import { people, secondFactors } from "@/drizzle/schema";
import type { Db } from "./database";

export interface SecondFactor {
  /** Encrypted. */
  readonly secret: string;
  readonly isConfirmed: boolean;
  /** A digest of each that is left. */
  readonly recoveryCodes: readonly string[];
}

export async function findSecondFactor(db: Db, personId: string): Promise<SecondFactor | null> {
  const [row] = await db.select().from(secondFactors).where(eq(secondFactors.userId, personId));
  if (row === undefined) return null;
  const { secret, confirmedAt, recoveryCodes } = row;
  return { secret, isConfirmed: confirmedAt !== null, recoveryCodes };
}

/** Keeps a secret that no code has confirmed yet, in place of an earlier one like it. */
export async function keepUnconfirmedFactor(
  db: Db,
  { personId, secret }: { readonly personId: string; readonly secret: string },
): Promise<boolean> {
  const kept = await db
    .insert(secondFactors)
    .values({ userId: personId, secret, recoveryCodes: [] })
    .onConflictDoUpdate({
      target: secondFactors.userId,
      set: { secret },
      setWhere: isNull(secondFactors.confirmedAt),
    })
    .returning({ personId: secondFactors.userId });
  return kept.length > 0;
}

/** Whether this code had not been used: of two requests with one code, one gets true. */
export async function spendStep(
  db: Db,
  { personId, step }: { readonly personId: string; readonly step: number },
): Promise<boolean> {
  const spent = await db
    .update(secondFactors)
    .set({ lastStep: step })
    .where(
      and(
        eq(secondFactors.userId, personId),
        or(isNull(secondFactors.lastStep), lt(secondFactors.lastStep, step)),
      ),
    )
    .returning({ personId: secondFactors.userId });
  return spent.length > 0;
}

/** Whether this recovery code was there; it is gone now. */
export async function spendRecoveryCode(
  db: Db,
  { personId, digest }: { readonly personId: string; readonly digest: string },
): Promise<boolean> {
  const spent = await db
    .update(secondFactors)
    .set({ recoveryCodes: sql`array_remove(${secondFactors.recoveryCodes}, ${digest})` })
    .where(
      and(eq(secondFactors.userId, personId), sql`${digest} = any(${secondFactors.recoveryCodes})`),
    )
    .returning({ personId: secondFactors.userId });
  return spent.length > 0;
}

export async function confirmFactor(
  db: Db,
  { personId, recoveryCodes }: { readonly personId: string; readonly recoveryCodes: string[] },
): Promise<void> {
  await db
    .update(secondFactors)
    .set({ confirmedAt: sql`now()`, recoveryCodes })
    .where(eq(secondFactors.userId, personId));
  await db.update(people).set({ twoFactorEnabled: true }).where(eq(people.id, personId));
}

export async function replaceRecoveryCodes(
  db: Db,
  { personId, recoveryCodes }: { readonly personId: string; readonly recoveryCodes: string[] },
): Promise<void> {
  await db.update(secondFactors).set({ recoveryCodes }).where(eq(secondFactors.userId, personId));
}

export async function removeFactor(db: Db, personId: string): Promise<void> {
  await db.delete(secondFactors).where(eq(secondFactors.userId, personId));
  await db.update(people).set({ twoFactorEnabled: false }).where(eq(people.id, personId));
}

import { and, eq, sql } from "drizzle-orm";
import { contents } from "@/drizzle/schema";
import type { OrganizationDb } from "./organization-db";
import { arrayText } from "./sql-text";

/** Bodies by digest (lower-case hex); a digest that is not stored is not in the map. */
export async function readContents(
  { db, organizationId }: OrganizationDb,
  digests: readonly string[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  if (digests.length === 0) return new Map();
  const wanted = arrayText(digests.map((digest) => `\\x${digest}`));
  const rows = await db
    .select({ sha256: contents.sha256, body: contents.body })
    .from(contents)
    .where(
      and(
        eq(contents.organizationId, organizationId),
        sql`${contents.sha256} = any(${wanted}::bytea[])`,
      ),
    );
  return new Map(rows.map(({ sha256, body }) => [Buffer.from(sha256).toString("hex"), body]));
}

import { sql } from "drizzle-orm";
import { contents } from "@/drizzle/schema";
import type { Database } from "./database";
import { arrayText } from "./sql-text";

/** Bodies by digest (lower-case hex); a digest that is not stored is not in the map. */
export async function readContents(
  database: Database,
  digests: readonly string[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  if (digests.length === 0) return new Map();
  const wanted = arrayText(digests.map((digest) => `\\x${digest}`));
  const rows = await database.db
    .select()
    .from(contents)
    .where(sql`${contents.sha256} = any(${wanted}::bytea[])`);
  return new Map(rows.map(({ sha256, body }) => [Buffer.from(sha256).toString("hex"), body]));
}

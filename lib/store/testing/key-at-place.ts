import { installationSecrets } from "@/lib/node-crypto/installation-secrets";
import { openDatabase } from "../database";
import type { TestPlace } from "./databases";
import { insertTestKey, TEST_SECRET } from "./test-key";

/**
 * A key for processes that will be started on a place: before they are, since the folder of an embedded database
 * belongs to one process.
 */
export async function insertKeyAt(place: TestPlace): Promise<string> {
  const database = await openDatabase(place.options);
  try {
    return await insertTestKey(database, { secrets: installationSecrets(TEST_SECRET) });
  } finally {
    await database.close();
  }
}

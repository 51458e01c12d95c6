import type { Database } from "./database";

/** Bodies by digest (lower-case hex); a digest that is not stored is not in the map. */
export function readContents(
  _database: Database,
  _digests: readonly string[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  throw new Error("not written yet");
}

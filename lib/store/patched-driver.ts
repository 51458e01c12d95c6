import postgres from "postgres";
import { DatabaseOpenError } from "./database-open-error";

/** What the driver says of itself as soon as all of patches/postgres-*.patch is in it. */
const PATCH = 1;

/**
 * An installation may leave scripts out, and the patches with them. Without this one, a lost connection ends the process, or
 * what is left of a transaction runs inside another one: an operator must not find that out later. Throws
 * `DatabaseOpenError`.
 */
export function expectPatchedDriver(driver: object = postgres): void {
  if ("attestryPatch" in driver && driver.attestryPatch === PATCH) return;
  throw new DatabaseOpenError(
    "The PostgreSQL driver in node_modules lacks its patch, which an installation without scripts leaves out. " +
      "Run `node scripts/patch-packages.mjs` in Attestry's folder, then start it again.",
  );
}

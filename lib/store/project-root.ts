import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The folder that holds `drizzle/migrations`, seen from wherever this code runs: the sources, `dist/`, or a chunk that
 * Next has built.
 */
export function projectRoot(): string {
  const here = import.meta.url.startsWith("file:") ? fileURLToPath(import.meta.url) : "";
  for (const start of [path.dirname(here), process.cwd()]) {
    for (let folder = start; ; folder = path.dirname(folder)) {
      if (existsSync(path.join(folder, "drizzle", "migrations", "meta", "_journal.json"))) {
        return folder;
      }
      if (folder === path.dirname(folder)) break;
    }
  }
  throw new Error("drizzle/migrations is missing: start from the project's folder");
}

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { projectRoot } from "@/lib/store/project-root";
import { applyHunks, hunksOf } from "./patch-packages.mjs";
import { buildServer, ServerRefused, startServer } from "./testing/server-process";

const root = projectRoot();

describe("the built server, whose installation has left the scripts out", () => {
  let folder: string;
  beforeAll(async () => {
    await buildServer();
    folder = mkdtempSync(path.join(tmpdir(), "attestry-unpatched-"));
    writeReleasedDriver(path.join(folder, "postgres"));
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("does not start, and says what to run", async () => {
    const refusal: unknown = await startServer({
      ATTESTRY_DATA_DIR: path.join(folder, "data"),
      NODE_OPTIONS: `--import=${importInstead(path.join(folder, "postgres", "src", "index.js"))}`,
    }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ServerRefused);
    expect(refusal).toMatchObject({ exitCode: 1 });
    expect(String(refusal)).toContain("node scripts/patch-packages.mjs");
    // It has not touched what it would have worked with.
    expect(readdirSync(folder)).toEqual(["postgres"]);
  });
});

/** The installed driver, with its patch taken out again. */
function writeReleasedDriver(folder: string): void {
  cpSync(path.join(root, "node_modules", "postgres"), folder, { recursive: true });
  const patches = path.join(root, "patches");
  const [name = ""] = readdirSync(patches).filter((file) => file.startsWith("postgres-"));
  for (const [file, hunks] of hunksOf(readFileSync(path.join(patches, name), "utf8"))) {
    const place = path.join(folder, file);
    const undoing = hunks.map(({ before, after }) => ({ before: after, after: before }));
    const released = applyHunks(readFileSync(place, "utf8"), undoing);
    if (released === null) throw new Error(`${file} is not patched`);
    writeFileSync(place, released);
  }
}

/** A module that lets every `import … from "postgres"` have this file. */
function importInstead(file: string): string {
  const url = JSON.stringify(pathToFileURL(file).href);
  const hook = `export const resolve = (name, context, next) =>
    name === "postgres" ? { url: ${url}, shortCircuit: true } : next(name, context);`;
  return asModule(
    `import { register } from "node:module"; register(${JSON.stringify(asModule(hook))});`,
  );
}

const asModule = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`;

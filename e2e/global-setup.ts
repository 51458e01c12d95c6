import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildServer, startServer } from "@/scripts/testing/server-process";
import { type ApiBrowser, setUp } from "./people";
import { seed } from "./seed";

/**
 * One built server on a data folder of its own, set up through the link that it prints, with one attestation of each sort.
 * Specs are signed in as its administrator.
 */
export default async function globalSetup(): Promise<() => Promise<void>> {
  await buildServer();
  const folder = await mkdtemp(path.join(tmpdir(), "attestry-e2e-"));
  const server = await startServer({ ATTESTRY_DATA_DIR: folder });
  const administrator = await setUp(server.url, await server.printed(/\/setup#token=/));
  process.env["ATTESTRY_E2E_URL"] = server.url;
  process.env["ATTESTRY_E2E_SEEDED"] = JSON.stringify(await seed(administrator));
  process.env["ATTESTRY_E2E_STATE"] = await keepState(administrator, folder);
  return async () => {
    await server.end("SIGTERM");
    await rm(folder, { recursive: true, force: true });
  };
}

async function keepState(browser: ApiBrowser, folder: string): Promise<string> {
  const file = path.join(folder, "browser.json");
  await writeFile(file, JSON.stringify(browser.storageState));
  return file;
}

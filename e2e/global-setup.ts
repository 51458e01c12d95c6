import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildServer, startServer } from "@/scripts/testing/server-process";
import { seed } from "./seed";

/**
 * One built server on a data folder of its own, with one attestation of each sort. `ATTESTRY_E2E_URL` names a server
 * that runs already instead.
 */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const running = process.env["ATTESTRY_E2E_URL"];
  if (running !== undefined && running !== "") {
    process.env["ATTESTRY_E2E_SEEDED"] = JSON.stringify(await seed(running));
    return () => Promise.resolve();
  }
  await buildServer();
  const folder = await mkdtemp(path.join(tmpdir(), "attestry-e2e-"));
  const server = await startServer({ ATTESTRY_DATA_DIR: folder });
  process.env["ATTESTRY_E2E_URL"] = server.url;
  process.env["ATTESTRY_E2E_SEEDED"] = JSON.stringify(await seed(server.url));
  return async () => {
    await server.end("SIGTERM");
    await rm(folder, { recursive: true, force: true });
  };
}

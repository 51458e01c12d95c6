import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { openDatabase } from "@/lib/store/database";
import { freePort } from "@/lib/store/testing/free-port";
import { startServer } from "@/scripts/testing/server-process";
import { type ApiBrowser, setUp } from "./people";

/** A server beside the shared one, on a data folder of its own, for what that one has not: a provider, or old sessions. */
export interface OwnServer {
  readonly url: string;
  readonly administrator: ApiBrowser;
  /** Makes the proof of who somebody is too old in all their sessions, which else takes a quarter of an hour. */
  letProofExpire(email: string): Promise<void>;
  close(): Promise<void>;
}

/** @param environmentOf further variables, of the address that the server will have. */
export async function startOwnServer(
  environmentOf: (url: string) => Promise<Readonly<Record<string, string>>> = async () => ({}),
): Promise<OwnServer> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "attestry-own-"));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const environment = {
    ...(await environmentOf(url)),
    ATTESTRY_DATA_DIR: dataDir,
    PORT: String(port),
  };
  let server = await startServer(environment);
  const administrator = await setUp(url, await server.printed(/\/setup#token=/));
  return {
    url,
    administrator,
    letProofExpire: async (email) => {
      // One process at a time has the folder.
      await server.end("SIGTERM");
      const database = await openDatabase({ dataDir });
      await database.sql`update sessions set authenticated_at = now() - interval '16 minutes'
        where person_id = (select id from people where email = ${email})`;
      await database.close();
      server = await startServer(environment);
    },
    close: async () => {
      await server.end("SIGTERM");
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

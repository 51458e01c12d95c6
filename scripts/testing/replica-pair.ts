import { type HttpCall, httpCall } from "@/lib/http/testing/http-call";
import { installationSecrets } from "@/lib/node-crypto/installation-secrets";
import { type Database, openDatabase } from "@/lib/store/database";
import { testDatabases, type TestPlace } from "@/lib/store/testing/databases";
import { insertTestKey, TEST_SECRET } from "@/lib/store/testing/test-key";
import { buildServer, type ServerProcess, startServer } from "./server-process";

export interface Replica extends ServerProcess {
  /** Sends `ReplicaPair.key` unless a call speaks for itself. */
  readonly call: HttpCall;
}

/** Two processes of the built server on one PostgreSQL, as `npm start` runs each. */
export interface ReplicaPair {
  readonly first: Replica;
  readonly second: Replica;
  readonly both: readonly [Replica, Replica];
  readonly place: TestPlace;
  /** The same database, for what a test puts there or looks up; the processes know nothing of it. */
  readonly database: Database;
  /** An API key of the first organization with every scope that a key may have. */
  readonly key: string;
  close(): Promise<void>;
}

/** @param environment of both processes, beside the database's. */
export async function startReplicaPair(
  environment: Readonly<Record<string, string>> = {},
): Promise<ReplicaPair> {
  await buildServer();
  const onServer = testDatabases.find(({ kind }) => kind === "server");
  if (onServer === undefined) throw new Error("there is no PostgreSQL to test on");
  const place = await onServer.create();
  const database = await openDatabase(place.options);
  const key = await insertTestKey(database, { secrets: installationSecrets(TEST_SECRET) });
  const start = async (): Promise<Replica> => {
    const server = await startServer({ ...place.environment, ...environment });
    return { ...server, call: httpCall(server.url, { key }) };
  };
  const both = await Promise.all([start(), start()]);
  const [first, second] = both;
  return {
    ...{ first, second, both, place, database, key },
    close: async () => {
      await Promise.all(both.map((replica) => replica.end("SIGKILL")));
      await database.close();
      await place.remove();
    },
  };
}

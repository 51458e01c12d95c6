import { type Database, openDatabase } from "@/lib/store/database";
import { testDatabases } from "@/lib/store/testing/databases";
import { startTestApi, type TestApi } from "./test-api";

export interface Replicas {
  readonly first: TestApi;
  readonly second: TestApi;
  readonly database: Database;
  close(): Promise<void>;
}

/** Two servers on one PostgreSQL, each with connections and memory of its own. */
export async function startReplicas(): Promise<Replicas> {
  const onServer = testDatabases.find(({ kind }) => kind === "server");
  if (onServer === undefined) throw new Error("no server among the test databases");
  const place = await onServer.create();
  const database = await openDatabase(place.options);
  const other = await openDatabase(place.options);
  const first = await startTestApi({ database });
  const second = await startTestApi({ database: other });
  return {
    first,
    second,
    database,
    close: async () => {
      await Promise.all([first.close(), second.close()]);
      await Promise.all([database.close(), other.close()]);
      await place.remove();
    },
  };
}

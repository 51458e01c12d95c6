// @ts-check
// The embedded database's own thread: PGlite blocks its thread for the whole of a query. Plain JavaScript, because it
// is started as a file: from the sources, from tests and from the built server alike.
import { parentPort, workerData } from "node:worker_threads";
import { PGlite } from "@electric-sql/pglite";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";

/** @type {{ clusterDir: string, socketPath: string }} */
const { clusterDir, socketPath } = workerData;

const pglite = await PGlite.create(clusterDir);
// One connection is in use at a time; the others leave room for a reconnect that overtakes the end of the old one.
const server = new PGLiteSocketServer({ db: pglite, path: socketPath, maxConnections: 4 });
await server.start();

parentPort?.once("message", async () => {
  await server.stop();
  await pglite.close();
  parentPort?.postMessage("closed");
});
parentPort?.postMessage("ready");

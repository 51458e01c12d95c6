// The API as `npm start` serves it, in a process of its own, without the pages beside it; with `BENCH_OPEN` the same
// routes without admission, over a database that keeps no audit trail. `/key` hands out a key that no limit stops.
import { createServer } from "node:http";
import { LIMIT_CLASSES } from "@/lib/access/limit-class";
import { readConfig } from "@/lib/config";
import { createApiHandler } from "@/lib/http/node-adapter";
import { createRuntime } from "@/lib/process-runtime";
import type { Runtime } from "@/lib/runtime";
import { asOwner } from "@/lib/store/testing/as-owner";
import { insertTestKey } from "@/lib/store/testing/test-key";
import { openRoutes } from "./open-routes";

/** Limits are drawn from as always, and never reached. */
const AMPLE = { perMinute: 100_000_000, burst: 100_000_000 };
const ample = { key: AMPLE, person: AMPLE, organization: AMPLE, address: AMPLE };
const limits: Runtime["limits"] = {
  ...LIMIT_CLASSES,
  read: { ...LIMIT_CLASSES.read, ...ample },
  verify: { ...LIMIT_CLASSES.verify, ...ample },
  submit: { ...LIMIT_CLASSES.submit, ...ample },
  manage: { ...LIMIT_CLASSES.manage, ...ample },
};

const runtime: Runtime = { ...(await createRuntime(readConfig(process.env))), limits };
const key = await insertTestKey(runtime.database, { secrets: runtime.secrets });
const isOpen = process.env["BENCH_OPEN"] !== undefined;
if (isOpen) {
  await asOwner(
    runtime.database,
    (sql) => sql`create rule no_trail as on insert to audit_events do instead nothing`,
  );
}
const serve = isOpen ? await openRoutes(runtime) : createApiHandler(runtime);
const server = createServer((request, response) => {
  if (request.url === "/key") response.end(key);
  else void serve(request, response);
});
server.listen(runtime.config.port, "127.0.0.1");
process.on("SIGTERM", () => {
  server.closeAllConnections();
  server.close();
  void runtime.database.close().then(() => process.exit(0));
});

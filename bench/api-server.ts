// The API as `npm start` serves it, in a process of its own, without the pages beside it; and the same routes without
// admission under `/open`. `/key` hands out a key that no limit stops.
import { createServer } from "node:http";
import { LIMIT_CLASSES } from "@/lib/access/limit-class";
import { readConfig } from "@/lib/config";
import { createApiHandler } from "@/lib/http/node-adapter";
import { createRuntime, type Runtime } from "@/lib/runtime";
import { insertTestKey } from "@/lib/store/testing/test-key";
import { OPEN_PREFIX } from "./child";
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
const api = createApiHandler(runtime);
const open = await openRoutes(runtime);
const server = createServer((request, response) => {
  if (request.url === "/key") response.end(key);
  else if (request.url?.startsWith(`${OPEN_PREFIX}/`)) void open(request, response);
  else api(request, response);
});
server.listen(runtime.config.port, "127.0.0.1");
process.on("SIGTERM", () => {
  server.closeAllConnections();
  server.close();
  void runtime.database.close().then(() => process.exit(0));
});

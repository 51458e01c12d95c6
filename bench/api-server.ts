// The API as `npm start` serves it, in a process of its own, without the pages beside it.
import { createServer } from "node:http";
import { createApiHandler } from "@/lib/http/node-adapter";
import { closeRuntime, getRuntime } from "@/lib/runtime";

const runtime = await getRuntime();
const server = createServer(createApiHandler(runtime));
server.listen(runtime.config.port, "127.0.0.1");
process.on("SIGTERM", () => {
  server.closeAllConnections();
  server.close();
  void closeRuntime().then(() => process.exit(0));
});

import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import next from "next";
import { ConfigError, readConfig, type Config } from "@/lib/config";
import { sendAwayPage } from "@/lib/http/away-page";
import { createApiHandler } from "@/lib/http/node-adapter";
import { isOwnHost } from "@/lib/http/origin";
import { transportSecurity } from "@/lib/http/page-policy";
import { drawRefusable } from "@/lib/http/page-status";
import { limitConnections } from "@/lib/http/server-timeouts";
import { tellPeerAddress } from "@/lib/http/peer-address";
import { closeRuntime, getRuntime } from "@/lib/process-runtime";
import type { Runtime } from "@/lib/runtime";
import { setupLink } from "@/lib/services/accounts/setup";
import { startBackground } from "@/lib/services/jobs/background";
import type { Background } from "@/lib/services/jobs/job-runner";
import { reachDatabase } from "@/lib/store/database";
import { DatabaseOpenError } from "@/lib/store/database-open-error";
import { projectRoot } from "@/lib/store/project-root";

/**
 * The one process of a running Attestry: answers /api itself, because Next's route handlers cost thirty times as much,
 * and hands everything else to Next.
 */

/** How long requests in flight may take after a signal before they are cut off. */
const DRAIN_MS = 10_000;
const REPEATED_SIGNAL_MS = 1_000;

type Handler = NonNullable<Parameters<typeof createServer>[1]>;

async function main(): Promise<void> {
  const config = readConfig(process.env);
  let answer: Handler = (_request, response) => notReady(response);
  const server = createServer((request, response) => answer(request, response));
  limitConnections(server);
  // The port comes first: when it is taken, nothing has been opened or migrated yet.
  await listen(server, config);
  let background: Background | null = null;
  const stop = stopOnSignal(async () => {
    await drain(server);
    await background?.stop();
    await closeRuntime();
  });
  try {
    const runtime = await getRuntime();
    const pages = await preparePages(config, server);
    answer = route(runtime, pages);
    background = startBackground(runtime);
    const { port } = boundAddress(server);
    const local = localUrl(config.host, port);
    console.log(`Attestry is ready on ${config.publicUrl ?? local}`);
    if (config.publicUrl !== null) console.log(`It listens on ${local}`);
    await printSetupLink(runtime, config.publicUrl ?? local);
    runtime.log.info({ host: config.host, port, database: runtime.database.kind }, "listening");
  } catch (error) {
    await stop();
    throw error;
  }
}

/** To the terminal and not to the log, which others may read: whoever has the link becomes administrator. */
async function printSetupLink(runtime: Runtime, origin: string): Promise<void> {
  const link = await setupLink(runtime, origin);
  if (link !== null) console.log(`Nobody has an account yet. Make the first one here: ${link}`);
}

function route(runtime: Runtime, pages: Handler): Handler {
  const { config } = runtime;
  const api = createApiHandler(runtime);
  const secured = Object.entries(transportSecurity(config));
  return (request, response) => {
    for (const [name, value] of secured) response.setHeader(name, value);
    const url = request.url ?? "/";
    if (url === "/api" || url.startsWith("/api/") || url.startsWith("/api?")) {
      api(request, response);
      return;
    }
    if (!isOwnHost(request.headers.host ?? "", config.publicUrl)) {
      const local = localUrl(config.host, request.socket.localPort ?? config.port);
      response.writeHead(403, { "content-type": "text/plain; charset=utf-8" });
      response.end(`Open ${config.publicUrl ?? local} instead.\n`);
      return;
    }
    tellPeerAddress(request);
    if (isFile(url)) pages(request, response);
    else {
      const draw = () => drawRefusable(request, response, () => pages(request, response));
      void drawPage(runtime, draw, response);
    }
  };
}

/** What Next serves without asking who wants it. */
function isFile(url: string): boolean {
  return url.startsWith("/_next/static/") || url === "/icon.svg";
}

/**
 * Every page asks the database who is signed in, and Next could answer nothing but 500 when that fails: so it is asked
 * before whether it is there.
 */
async function drawPage(
  { database, log }: Runtime,
  draw: () => void,
  response: ServerResponse,
): Promise<void> {
  try {
    await reachDatabase(database);
  } catch (error) {
    log.warn({ err: error }, "a page could not be drawn without the database");
    sendAwayPage(response);
    return;
  }
  draw();
}

async function preparePages(config: Config, server: Server): Promise<Handler> {
  const app = next({
    dev: !config.production,
    dir: projectRoot(),
    hostname: config.host,
    port: boundAddress(server).port,
  });
  await app.prepare();
  const handle = app.getRequestHandler();
  const upgrade = app.getUpgradeHandler();
  server.on("upgrade", (request, socket, head) => void upgrade(request, socket, head));
  return (request, response) => void handle(request, response);
}

function notReady(response: ServerResponse): void {
  response.writeHead(503, { "retry-after": "1", "content-type": "text/plain; charset=utf-8" });
  response.end("Attestry is starting. Try again in a moment.\n");
}

function localUrl(host: string, port: number): string {
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

function listen(server: Server, { host, port }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function boundAddress(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not listening");
  return address;
}

/** Closes everything and exits 0. A second Ctrl-C exits at once. */
function stopOnSignal(closeAll: () => Promise<void>): () => Promise<void> {
  let stopping: Promise<void> | null = null;
  let stoppingSinceMs = 0;
  const stop = () => {
    if (stopping === null) stoppingSinceMs = Date.now();
    return (stopping ??= closeAll());
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (stopping !== null) {
        // One Ctrl-C can arrive twice: from the terminal, and passed on by npm.
        if (signal === "SIGINT" && Date.now() - stoppingSinceMs > REPEATED_SIGNAL_MS)
          process.exit(1);
        return;
      }
      stop().then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(error);
          process.exit(1);
        },
      );
    });
  }
  return stop;
}

/** Stops accepting, and lets requests finish for a while. */
async function drain(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cutOff = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearTimeout(cutOff);
}

function explain(error: unknown): string {
  if (error instanceof ConfigError || error instanceof DatabaseOpenError) return error.message;
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const port = process.env.PORT ?? "3000";
  const host = process.env.ATTESTRY_HOST ?? "127.0.0.1";
  if (code === "EADDRINUSE") {
    return `Port ${port} of ${host} is in use. Stop what listens there, or name another port in PORT.`;
  }
  if (code === "EADDRNOTAVAIL")
    return `This machine has no address ${host}. Name one of its own in ATTESTRY_HOST.`;
  if (code === "EACCES")
    return `This user may not listen on port ${port}. Name one above 1023 in PORT.`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

main().catch((error: unknown) => {
  console.error(explain(error));
  process.exit(1);
});

import { createServer, type IncomingMessage } from "node:http";
import { request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { contentCache } from "@/lib/node-crypto/content-cache";
import { nodeCrypto } from "@/lib/node-crypto/node-crypto";
import { fail } from "@/lib/rats/result";
import type { Runtime } from "@/lib/runtime";
import type { Database } from "@/lib/store/database";
import type { EndorsementSource } from "@/lib/trust/endorsement-source";
import { createApiHandler } from "../node-adapter";

export interface TestApi {
  readonly url: string;
  readonly runtime: Runtime;
  /** Lines of the log so far. */
  readonly logged: readonly string[];
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  close(): Promise<void>;
}

export interface CallOptions {
  /** An object is sent as JSON, text and bytes as they are. */
  readonly body?: object | string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly bytes: Buffer;
  /** The body as JSON; undefined when it is none. */
  readonly json: unknown;
}

const unavailable: EndorsementSource = {
  get: (request) =>
    Promise.resolve(fail("COLLATERAL_UNAVAILABLE", "this test has no upstream", request.item)),
};

/** The API over real sockets, on a database that the caller opened and closes. */
export async function startTestApi(given: {
  readonly database: Database;
  readonly endorsements?: EndorsementSource;
  readonly now?: () => Date;
}): Promise<TestApi> {
  const logged: string[] = [];
  const runtime: Runtime = {
    config: {
      databaseUrl: null,
      dataDir: "",
      port: 0,
      databaseConnections: 10,
      intelUpstreams: [],
      amdKdsUrl: null,
      tokenIssuers: [],
      logLevel: "info",
      production: false,
    },
    database: given.database,
    log: pino({ level: "info" }, { write: (line: string) => void logged.push(line) }),
    crypto: nodeCrypto({ pool: false }),
    poolCrypto: nodeCrypto({ pool: true }),
    cache: contentCache({ maxEntries: 1000 }),
    endorsements: given.endorsements ?? unavailable,
    now: given.now ?? (() => new Date()),
  };
  const server = createServer(createApiHandler(runtime));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A server on TCP has this kind of address.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    runtime,
    logged,
    call: (method, path, options) => call(port, { method, path, ...options }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Plain `node:http`: unlike fetch it sends any Host header and lets a test break off. */
function call(
  port: number,
  { method, path, body, headers = {} }: CallOptions & { method: string; path: string },
): Promise<Answer> {
  const text = typeof body === "object" ? JSON.stringify(body) : body;
  const type: Record<string, string> =
    typeof body === "object" ? { "content-type": "application/json" } : {};
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      { host: "127.0.0.1", port, method, path, headers: { ...type, ...headers }, agent: false },
      (incoming) => {
        const pieces: Buffer[] = [];
        incoming.on("data", (piece: Buffer) => pieces.push(piece));
        incoming.on("error", reject);
        incoming.on("end", () => {
          const bytes = Buffer.concat(pieces);
          const { statusCode = 0, headers: received } = incoming;
          resolve({ status: statusCode, headers: received, bytes, json: asJson(bytes) });
        });
      },
    );
    outgoing.on("error", reject);
    outgoing.end(text);
  });
}

function asJson(bytes: Buffer): unknown {
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    return value;
  } catch {
    return undefined;
  }
}

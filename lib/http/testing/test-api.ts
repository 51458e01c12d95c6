import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import { request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { type Allowance, LIMIT_CLASSES, type LimitTable } from "@/lib/access/limit-class";
import type { Config } from "@/lib/config";
import { createLogger } from "@/lib/logger";
import { contentCache } from "@/lib/node-crypto/content-cache";
import { installationSecrets } from "@/lib/node-crypto/installation-secrets";
import { ajvSchemas } from "@/lib/compiled-schemas/ajv-schemas";
import { nodeCrypto } from "@/lib/node-crypto/node-crypto";
import { fail } from "@/lib/rats/result";
import type { Runtime } from "@/lib/runtime";
import { runtimeState } from "@/lib/services/runtime-state";
import type { Database } from "@/lib/store/database";
import type { EndorsementSource } from "@/lib/trust/endorsement-source";
import { insertTestKey, TEST_SECRET } from "@/lib/store/testing/test-key";
import { createApiHandler } from "../node-adapter";

export interface TestApi {
  readonly url: string;
  readonly runtime: Runtime;
  /** Lines of the log so far. */
  readonly logged: readonly string[];
  /** An API key of the first organization with every scope that a key may have; `call` sends it. */
  readonly key: string;
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  close(): Promise<void>;
}

export interface CallOptions {
  /** An object is sent as JSON, text and bytes as they are. */
  readonly body?: object | string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sends no key. A request with a cookie or an authorization of its own never gets one. */
  readonly anonymous?: boolean;
}

function withKey(options: CallOptions | undefined, key: string): CallOptions {
  const { anonymous = false, headers = {}, ...rest } = options ?? {};
  const speaksForItself = anonymous || "cookie" in headers || "authorization" in headers;
  return {
    ...rest,
    headers: speaksForItself ? headers : { authorization: `Bearer ${key}`, ...headers },
  };
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

/** So that tests of other things never meet a limit. */
const AMPLE: Allowance = { perMinute: 1_000_000, burst: 1_000_000 };
const AMPLE_LIMITS = Object.fromEntries(
  Object.entries(LIMIT_CLASSES).map(([name, limits]) => [
    name,
    { ...limits, key: AMPLE, person: AMPLE, organization: AMPLE, address: AMPLE },
  ]),
) as LimitTable;

/** The API over real sockets, on a database that the caller opened and closes. */
export async function startTestApi(given: {
  readonly database: Database;
  readonly endorsements?: EndorsementSource;
  readonly now?: () => Date;
  /** Default: more than any test uses. */
  readonly limits?: LimitTable;
  /** What differs from a server on loopback. */
  readonly config?: Partial<Config>;
}): Promise<TestApi> {
  const logged: string[] = [];
  const secrets = installationSecrets(TEST_SECRET);
  const key = await insertTestKey(given.database, { secrets });
  const runtime: Runtime = {
    replicaId: randomUUID(),
    config: {
      databaseUrl: null,
      dataDir: "",
      port: 0,
      host: "127.0.0.1",
      publicUrl: null,
      secret: null,
      trustedProxies: [],
      databaseConnections: 10,
      intelUpstreams: [],
      amdKdsUrl: null,
      tokenIssuers: [],
      oidcProviders: [],
      logLevel: "info",
      production: false,
      ...given.config,
    },
    secrets,
    database: given.database,
    log: createLogger("info", { write: (line) => void logged.push(line) }),
    crypto: nodeCrypto({ pool: false }),
    poolCrypto: nodeCrypto({ pool: true }),
    cache: contentCache({ maxEntries: 1000 }),
    schemas: ajvSchemas(),
    endorsements: given.endorsements ?? unavailable,
    limits: given.limits ?? AMPLE_LIMITS,
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
    key,
    call: (method, path, options) => call(port, { method, path, ...withKey(options, key) }),
    close: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await runtimeState(runtime).keyUses.drain();
    },
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

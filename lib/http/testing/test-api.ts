import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
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
import { type HttpCall, httpCall } from "./http-call";

export type { Answer, CallOptions } from "./http-call";

export interface TestApi {
  readonly url: string;
  readonly runtime: Runtime;
  /** Lines of the log so far. */
  readonly logged: readonly string[];
  /** An API key of the first organization with every scope that a key may have; `call` sends it. */
  readonly key: string;
  readonly call: HttpCall;
  close(): Promise<void>;
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
    crypto: nodeCrypto({ pool: true }),
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
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    runtime,
    logged,
    key,
    call: httpCall(url, { key }),
    close: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await runtimeState(runtime).keyUses.drain();
    },
  };
}

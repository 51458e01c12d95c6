import { randomUUID } from "node:crypto";
import { LIMIT_CLASSES } from "./access/limit-class";
import { ajvSchemas } from "./compiled-schemas/ajv-schemas";
import { readConfig, type Config } from "./config";
import { createLogger } from "./logger";
import { contentCache } from "./node-crypto/content-cache";
import { installationSecrets } from "./node-crypto/installation-secrets";
import { nodeCrypto } from "./node-crypto/node-crypto";
import type { Runtime } from "./runtime";
import { collateralSource } from "./services/collateral-source";
import { runtimeState } from "./services/runtime-state";
import { openDatabase } from "./store/database";
import { secretFromFolder } from "./store/embedded/secret-file";

/** Certificates, keys, CRLs and signed JSON of a large fleet; the cache bounds their total size as well. */
const MAX_CACHED_CONTENTS = 20_000;

/** Builds a runtime of its own: for tests, and once by `getRuntime`. Close `database` at the end. */
export async function createRuntime(config: Config): Promise<Runtime> {
  const log = createLogger(config.logLevel);
  const database = await openDatabase({
    databaseUrl: config.databaseUrl ?? undefined,
    dataDir: config.dataDir,
    maxConnections: config.databaseConnections,
  });
  const crypto = nodeCrypto({ pool: true });
  const now = () => new Date();
  return {
    replicaId: randomUUID(),
    config,
    secrets: installationSecrets(config.secret ?? secretFromFolder(config.dataDir)),
    database,
    log,
    crypto,
    cache: contentCache({ maxEntries: MAX_CACHED_CONTENTS }),
    schemas: ajvSchemas(),
    endorsements: collateralSource({
      ...{ database, crypto, now, upstreams: upstreamsOf(config) },
      onBreaker: (upstream, { openUntil, failures, lastFailure }) => {
        if (openUntil === null) log.info({ upstream }, "an upstream answers again");
        else log.warn({ upstream, openUntil, failures, lastFailure }, "an upstream is left alone");
      },
    }),
    limits: LIMIT_CLASSES,
    now,
  };
}

function upstreamsOf({ intelUpstreams, amdKdsUrl, tokenIssuers }: Config) {
  const amd = amdKdsUrl === null ? [] : [{ kind: "kds", baseUrl: amdKdsUrl } as const];
  const tokens = tokenIssuers.map((issuer) => ({ kind: "jwks", ...issuer }) as const);
  return [...intelUpstreams, ...amd, ...tokens];
}

const key = Symbol.for("attestry.runtime");
type Holder = typeof globalThis & { [key]?: Promise<Runtime> | undefined };

/**
 * The runtime of this process, opened at the first call. The server and Next each bundle this module, so it lies on
 * `globalThis`. A failed opening is not remembered: the next call tries again.
 */
export function getRuntime(): Promise<Runtime> {
  const holder: Holder = globalThis;
  const opening = (holder[key] ??= Promise.resolve().then(() =>
    createRuntime(readConfig(process.env)),
  ));
  opening.catch(() => {
    if (holder[key] === opening) holder[key] = undefined;
  });
  return opening;
}

/** Closes what `getRuntime` opened; nothing when it never did. */
export async function closeRuntime(): Promise<void> {
  const holder: Holder = globalThis;
  const opening = holder[key];
  if (opening === undefined) return;
  holder[key] = undefined;
  const runtime = await opening;
  await runtimeState(runtime).keyUses.drain();
  await runtime.database.close();
}

import type { Logger } from "pino";
import type { LimitTable } from "./access/limit-class";
import type { Config } from "./config";
import type { ContentCache } from "./crypto/content-cache";
import type { CryptoPort } from "./crypto/crypto-port";
import type { SchemaPort } from "./formats/json-schema/schema-port";
import type { InstallationSecrets } from "./node-crypto/installation-secrets";
import type { Database } from "./store/database";
import type { EndorsementSource } from "./trust/endorsement-source";

/** What exists once in a process, whichever bundle asks for it. */
export interface Runtime {
  /** This process among those that share the database. */
  readonly replicaId: string;
  readonly config: Config;
  readonly secrets: InstallationSecrets;
  readonly database: Database;
  readonly log: Logger;
  /** On the thread pool: the thread that everybody waits for has other work. */
  readonly crypto: CryptoPort;
  readonly cache: ContentCache;
  readonly schemas: SchemaPort;
  readonly endorsements: EndorsementSource;
  /** The limits where no setting says otherwise. */
  readonly limits: LimitTable;
  now(): Date;
}

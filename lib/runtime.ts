import type { Logger } from "pino";
import type { Config } from "./config";
import type { ContentCache } from "./crypto/content-cache";
import type { CryptoPort } from "./crypto/crypto-port";
import type { Database } from "./store/database";
import type { EndorsementSource } from "./trust/endorsement-source";

/** What exists once in a process, whichever bundle asks for it. */
export interface Runtime {
  readonly config: Config;
  readonly database: Database;
  readonly log: Logger;
  /** On the calling thread: least work for one piece of evidence. */
  readonly crypto: CryptoPort;
  /** On the thread pool: uses every core when there are many. */
  readonly poolCrypto: CryptoPort;
  readonly cache: ContentCache;
  readonly endorsements: EndorsementSource;
  now(): Date;
}

/** The runtime of this process, opened at the first call. A failed opening is not remembered. */
export function getRuntime(): Promise<Runtime> {
  throw new Error("not written yet");
}

/** Closes what `getRuntime` opened; nothing when it never did. */
export function closeRuntime(): Promise<void> {
  throw new Error("not written yet");
}

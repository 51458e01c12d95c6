import { toHex } from "@/lib/bytes/hex";
import { cacheSpace, type ContentCache } from "@/lib/crypto/content-cache";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import { fail, ok, type Result } from "@/lib/rats/result";
import { dataStanding } from "./event-data";
import type { EventLog, RegisterFamily } from "./event-log";
import { EV_SEPARATOR } from "./layout";
import { readEventLog } from "./read-event-log";
import { replayEventLog, type ReplayedBank, type ReplayedHash } from "./replay-event-log";
import { secureBootState, type SecureBootState } from "./secure-boot";

/** What one log says in one bank; nothing of it is vouched for until registers are compared. */
export interface EventLogStudy {
  readonly family: RegisterFamily;
  readonly startupLocality: number;
  readonly eventCount: number;
  readonly bank: ReplayedBank;
  /** Events whose type says that their data is measured, and whose digest is of something else. */
  readonly contradicted: readonly number[];
  /** Events that break an order that the profile demands, with the rule. */
  readonly disorder: readonly { readonly event: number; readonly detail: string }[];
  readonly secureBoot: SecureBootState;
}

const STUDIES = cacheSpace<Result<EventLogStudy>>("event log");
const MAX_REMEMBERED_BYTES = 256 * 1024;

/**
 * Reads a log and replays one of its banks; the same bytes are studied once. What is remembered holds registers, not
 * the log, so that many large logs don't fill the memory.
 */
export async function studyEventLog(
  tools: { readonly crypto: CryptoPort; readonly cache: ContentCache },
  given: {
    readonly bytes: Uint8Array;
    readonly family: RegisterFamily;
    readonly hash: ReplayedHash;
  },
): Promise<Result<EventLogStudy>> {
  const { bytes, family, hash } = given;
  const { crypto } = tools;
  const study = async () => {
    const log = await readEventLog(bytes, { family, crypto });
    return log.ok ? studyLog(log.value, { crypto, hash }) : log;
  };
  if (bytes.length > MAX_REMEMBERED_BYTES) return study();
  const digest = toHex(await crypto.digest("SHA-256", bytes));
  return tools.cache.remember(STUDIES, `${family} ${hash} ${digest}`, study);
}

/** The same for a log that has been read. */
export async function studyLog(
  log: EventLog,
  { crypto, hash }: { crypto: CryptoPort; hash: ReplayedHash },
): Promise<Result<EventLogStudy>> {
  if (!log.algorithms.includes(hash)) {
    return fail("EVENT_LOG_INVALID", `the log has no ${hash} digests`, "eventLog");
  }
  const replay = await replayEventLog({ ...log, algorithms: [hash] }, crypto);
  const contradicted: number[] = [];
  for (const event of log.events) {
    const standing = await dataStanding(event, { crypto, hash });
    if (standing === "contradicted") contradicted.push(event.index);
  }
  return ok({
    family: log.family,
    startupLocality: log.startupLocality,
    eventCount: log.events.length,
    bank: replay.banks.get(hash) ?? new Map(),
    contradicted,
    disorder: findDisorder(log),
    secureBoot: await secureBootState(log, { crypto, hash }),
  });
}

const LAST_FIRMWARE_PCR = 7;

/**
 * Firmware ends its measurements of PCR 0 to 7 with one separator each, of four zero bytes; any other value says that
 * something failed (TCG PC Client Platform Firmware Profile 1.06, section 3.3.2.2). CC registers hold several PCRs.
 */
function findDisorder(log: EventLog): EventLogStudy["disorder"] {
  const separated = new Set<number>();
  const found: { event: number; detail: string }[] = [];
  for (const { index, register, type, data, isStripped } of log.events) {
    if (type !== EV_SEPARATOR) continue;
    const value = toHex(data);
    if (!isStripped && value !== "00000000" && value !== "ffffffff") {
      found.push({ event: index, detail: `the separator's value is ${value.slice(0, 32)}` });
    }
    if (log.family !== "pcr" || register > LAST_FIRMWARE_PCR) continue;
    if (separated.has(register)) {
      found.push({ event: index, detail: `a second separator in PCR ${register}` });
    }
    separated.add(register);
  }
  return found;
}

import { concatBytes } from "@/lib/bytes/equal-bytes";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import type { EventLog, HashName } from "./event-log";
import { EV_NO_ACTION } from "./layout";

const DIGEST_NAMES = {
  sha1: "SHA-1",
  sha256: "SHA-256",
  sha384: "SHA-384",
  sha512: "SHA-512",
} as const;
const SIZES = { sha1: 20, sha256: 32, sha384: 48, sha512: 64 } as const;

/** A bank that can be replayed; SM3 banks are read and left alone. */
export type ReplayedHash = keyof typeof DIGEST_NAMES;

export function isReplayedHash(name: HashName): name is ReplayedHash {
  return name in DIGEST_NAMES;
}

export function digestWith(
  crypto: CryptoPort,
  hash: ReplayedHash,
  data: Uint8Array,
): Promise<Uint8Array> {
  return crypto.digest(DIGEST_NAMES[hash], data);
}

/** One register of one bank after each of the events that extend it. */
export interface ReplayedRegister {
  readonly register: number;
  readonly initial: Uint8Array;
  /** In log order: the index of the event, and the register's value after it. */
  readonly steps: readonly { readonly event: number; readonly value: Uint8Array }[];
  /** The value after the last event. */
  readonly value: Uint8Array;
}

export type ReplayedBank = ReadonlyMap<number, ReplayedRegister>;

export interface EventLogReplay {
  readonly banks: ReadonlyMap<ReplayedHash, ReplayedBank>;
}

/**
 * Where a register starts: zeros; ones for the PCRs of a dynamic launch, 17 to 22; for PCR 0 the startup locality in
 * the last byte (TCG PC Client Platform TPM Profile, table "PCR Attributes").
 */
export function initialValue(
  log: Pick<EventLog, "family" | "startupLocality">,
  hash: ReplayedHash,
  register: number,
): Uint8Array {
  const value = new Uint8Array(SIZES[hash]);
  if (log.family !== "pcr") return value;
  if (register >= 17 && register <= 22) return value.fill(0xff);
  if (register === 0) value[value.length - 1] = log.startupLocality;
  return value;
}

/** Extends every register by every event in order: new = H(old ‖ digest). EV_NO_ACTION extends nothing. */
export async function replayEventLog(log: EventLog, crypto: CryptoPort): Promise<EventLogReplay> {
  const banks = new Map<ReplayedHash, ReplayedBank>();
  for (const hash of log.algorithms) {
    if (isReplayedHash(hash)) banks.set(hash, await replayBank({ log, crypto, hash }));
  }
  return { banks };
}

async function replayBank(given: {
  log: EventLog;
  crypto: CryptoPort;
  hash: ReplayedHash;
}): Promise<ReplayedBank> {
  const { log, crypto, hash } = given;
  const bank = new Map<
    number,
    { value: Uint8Array; steps: { event: number; value: Uint8Array }[] }
  >();
  for (const { index, register, type, digests } of log.events) {
    const digest = digests.get(hash);
    if (type === EV_NO_ACTION || digest === undefined) continue;
    const state = bank.get(register) ?? { value: initialValue(log, hash, register), steps: [] };
    state.value = await digestWith(crypto, hash, concatBytes(state.value, digest));
    state.steps.push({ event: index, value: state.value });
    bank.set(register, state);
  }
  return new Map(
    [...bank].map(([register, state]) => [
      register,
      { register, initial: initialValue(log, hash, register), ...state },
    ]),
  );
}

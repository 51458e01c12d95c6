import { toHex } from "@/lib/bytes/hex";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import { globalVariableRecord } from "./efi-variable";
import type { EventLog } from "./event-log";
import { EV_NO_ACTION } from "./layout";
import { digestWith, type ReplayedHash } from "./replay-event-log";

export interface SecureBootState {
  /** Null when the log does not say, or says it twice. */
  readonly enabled: boolean | null;
  /** Why, in words for people. */
  readonly detail: string;
  /** Index of the event that says it. */
  readonly event: number | null;
}

const PCR_OF_SECURE_BOOT = 7;
const RTMR_OF_SECURE_BOOT = 0; // CC logs put PCR 1 and PCR 7 into RTMR0 (UEFI 2.10, section 38.4.1)

/**
 * Whether the firmware measured secure boot as on. Looks for the digests of the variable's possible records before the
 * register's separator, and at no event's type: types are not measured, so a log may give any event any type. Only as
 * good as the register that the log replays to; `hash` must be the bank that is signed.
 */
export async function secureBootState(
  log: EventLog,
  { crypto, hash }: { crypto: CryptoPort; hash: ReplayedHash },
): Promise<SecureBootState> {
  const register = log.family === "pcr" ? PCR_OF_SECURE_BOOT : RTMR_OF_SECURE_BOOT;
  const digestOf = async (data: Uint8Array) => toHex(await digestWith(crypto, hash, data));
  const variable = (value: Uint8Array) => digestOf(globalVariableRecord("SecureBoot", value));
  const states = new Map([
    [await variable(Uint8Array.of(1)), true],
    [await variable(Uint8Array.of(0)), false],
    [await variable(new Uint8Array(0)), false], // firmware without the variable measures no value
  ]);
  const separator = await digestOf(new Uint8Array(4));
  let found: { readonly enabled: boolean; readonly event: number } | null = null;
  for (const event of log.events) {
    const digest = event.digests.get(hash);
    if (event.register !== register || event.type === EV_NO_ACTION || !digest) continue;
    const text = toHex(digest);
    if (text === separator) {
      if (found === null) return unknown("the firmware measured no SecureBoot variable");
      const detail = `event ${found.event}: SecureBoot is ${found.enabled ? "on" : "off"}`;
      return { ...found, detail };
    }
    const enabled = states.get(text);
    if (enabled === undefined) continue;
    if (found !== null) return unknown("the SecureBoot variable was measured twice");
    found = { enabled, event: event.index };
  }
  return unknown("no separator ends the firmware's measurements");
}

function unknown(detail: string): SecureBootState {
  return { enabled: null, detail, event: null };
}

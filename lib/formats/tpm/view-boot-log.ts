import type { CryptoPort } from "@/lib/crypto/crypto-port";
import { readEventLog } from "@/lib/formats/event-log/read-event-log";
import { viewEventLog, viewUnreadableLog } from "@/lib/formats/event-log/view-event-log";
import type { EventLogView } from "@/lib/rats/event-log";
import type { HashAlgorithm } from "./algorithms";
import type { Attest } from "./attest";
import { isSelection, type PcrBank } from "./pcr-bank";

/** A boot log for people, beside the registers of the quote when its values are those that it selects. */
export async function viewBootLog(
  eventLog: Uint8Array,
  given: {
    readonly crypto: CryptoPort;
    readonly quote: { readonly attest: Attest; readonly pcrs: PcrBank | null } | null;
  },
): Promise<EventLogView> {
  const { crypto, quote } = given;
  const names = { id: "eventLog", label: "Boot log that came with the quote" };
  const log = await readEventLog(eventLog, { family: "pcr", crypto });
  if (!log.ok) {
    const { at, detail } = log.failure;
    const where = at === undefined ? detail : `${at}: ${detail}`;
    return viewUnreadableLog({ ...names, size: eventLog.length, detail: where });
  }
  return viewEventLog(log.value, { crypto, ...names, signed: quote && signedValues(quote) });
}

function signedValues({
  attest,
  pcrs,
}: {
  readonly attest: Attest;
  readonly pcrs: PcrBank | null;
}): {
  readonly hash: HashAlgorithm["name"];
  readonly values: ReadonlyMap<number, Uint8Array>;
} | null {
  return pcrs && isSelection(pcrs, attest.selection)
    ? { hash: attest.selection.bank.name, values: pcrs.values }
    : null;
}

import type { VerificationTools } from "@/lib/evidence/scheme";
import type { TdReport } from "@/lib/formats/dcap/quote";
import { eventLogChecks, type SignedRegisters } from "@/lib/formats/event-log/event-log-checks";
import { readEventLog } from "@/lib/formats/event-log/read-event-log";
import { studyEventLog } from "@/lib/formats/event-log/study-event-log";
import { viewEventLog, viewUnreadableLog } from "@/lib/formats/event-log/view-event-log";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import type { Check } from "@/lib/rats/check";
import type { EventLogView } from "@/lib/rats/event-log";

/** A log that came with a quote, CC event log or dstack's: it must explain every RTMR that the quote signs. */
export async function tdxEventLogChecks(
  report: TdReport,
  { tools, eventLog }: { readonly tools: VerificationTools; readonly eventLog: Uint8Array },
): Promise<readonly Check[]> {
  const study = await studyEventLog(tools, { bytes: eventLog, family: "rtmr", hash: "sha384" });
  return eventLogChecks(study, quotedRegisters(report));
}

function quotedRegisters({ rtmr0, rtmr1, rtmr2, rtmr3 }: TdReport): SignedRegisters {
  const values = new Map([rtmr0, rtmr1, rtmr2, rtmr3].entries());
  return { family: "rtmr", hash: "sha384", values };
}

/** The same log for people, beside the registers of the quote when that can be read. */
export async function viewTdxEventLog(
  report: TdReport | null,
  { crypto, eventLog }: { readonly crypto: CryptoPort; readonly eventLog: Uint8Array },
): Promise<EventLogView> {
  const names = { id: "eventLog", label: "Event log that came with the quote" };
  const log = await readEventLog(eventLog, { family: "rtmr", crypto });
  if (!log.ok) {
    const { at, detail } = log.failure;
    const where = at === undefined ? detail : `${at}: ${detail}`;
    return viewUnreadableLog({ ...names, size: eventLog.length, detail: where });
  }
  const signed = report === null ? null : quotedRegisters(report);
  return viewEventLog(log.value, { crypto, ...names, signed });
}

import { toHex } from "@/lib/bytes/hex";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import type { SchemeInspection } from "@/lib/evidence/scheme";
import { tdxScheme } from "@/lib/evidence/tdx";
import { parseQuote } from "@/lib/formats/dcap/quote";
import {
  viewEventLog,
  viewUnreadableLog,
  type SignedForView,
} from "@/lib/formats/event-log/view-event-log";
import type { EventLogView } from "@/lib/rats/event-log";
import type { Field } from "@/lib/rats/inspection";
import { readDstackEvidence, type DstackEvidence } from "./read-evidence";

/** The quote's fields, shifted to where the quote stands, and the guest's log beside them. */
export async function inspectDstack(
  bytes: Uint8Array,
  crypto: CryptoPort,
): Promise<SchemeInspection> {
  const read = readDstackEvidence(bytes);
  if (!read.ok) {
    const { code, detail } = read.failure;
    return {
      evidenceType: "dstack-attestation",
      format: {},
      fields: [],
      stoppedAt: { offset: 0, code, detail },
      certificates: [],
      eventLogs: [],
    };
  }
  const evidence = read.value;
  const quote = await tdxScheme.inspect(evidence.quote, crypto);
  const { quoteOffset } = evidence;
  return {
    ...quote,
    evidenceType: "dstack-attestation",
    format: { ...quote.format, dstack: evidence.form },
    fields: [
      ...quote.fields.map((field) => (quoteOffset === null ? field : moved(field, quoteOffset))),
      ...companionFields(evidence),
    ],
    eventLogs: [await viewLog(evidence, crypto)],
  };
}

async function viewLog(evidence: DstackEvidence, crypto: CryptoPort): Promise<EventLogView> {
  const names = { id: "dstack", label: "dstack event log" };
  const log = await evidence.readLog(crypto);
  if (!log.ok) {
    const { at, detail } = log.failure;
    const where = at === undefined ? detail : `${at}: ${detail}`;
    return viewUnreadableLog({ ...names, size: evidence.logBytes.length, detail: where });
  }
  return viewEventLog(log.value, { crypto, ...names, signed: registersOf(evidence.quote) });
}

function registersOf(quote: Uint8Array): SignedForView | null {
  const parsed = parseQuote(quote);
  if (!parsed.ok || parsed.value.body.tee !== "tdx") return null;
  const { rtmr0, rtmr1, rtmr2, rtmr3 } = parsed.value.body.report;
  return { hash: "sha384", values: new Map([rtmr0, rtmr1, rtmr2, rtmr3].entries()) };
}

function moved(field: Field, by: number): Field {
  return {
    ...field,
    offset: field.offset + by,
    children: field.children.map((child) => moved(child, by)),
  };
}

/** Text inside of JSON has no place of its own. */
const NOWHERE = { offset: 0, length: 0 };

/** What travels beside quote and log; only the report data can be compared with something signed. */
function companionFields({ reportData, config, spans }: DstackEvidence): readonly Field[] {
  return [
    ...(reportData === null
      ? []
      : [
          companion({
            id: "dstack.reportData",
            ...(spans?.reportData ?? NOWHERE),
            name: "Report data, as the guest gives it",
            kind: "bytes",
            value: toHex(reportData),
            description: "The guest's own copy; the quote's is what counts.",
          }),
        ]),
    ...(config === null
      ? []
      : [
          companion({
            id: "dstack.config",
            ...(spans?.config ?? NOWHERE),
            name: "Configuration",
            kind: "text",
            value: config.slice(0, 4096),
            description: "How the guest was deployed. Nothing signs it.",
          }),
        ]),
  ];
}

function companion(given: Pick<Field, "id" | "name" | "kind" | "value" | "description">): Field {
  return {
    ...given,
    offset: 0,
    length: 0,
    meaning: null,
    specification: "dstack guest agent, GetQuote",
    reserved: false,
    bits: [],
    children: [],
  };
}

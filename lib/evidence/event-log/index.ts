import { toHex } from "@/lib/bytes/hex";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import type { EvidenceScheme, OpenedEvidence, Verification } from "@/lib/evidence/scheme";
import { looksLikeDstackLog } from "@/lib/formats/dstack/dstack-log";
import { registerName, type RegisterFamily } from "@/lib/formats/event-log/event-log";
import { eventLogChecks } from "@/lib/formats/event-log/event-log-checks";
import { MAX_EVENT_LOG_BYTES } from "@/lib/formats/event-log/layout";
import { cryptoAgileFamily, parseEventLog } from "@/lib/formats/event-log/parse-event-log";
import { readEventLog } from "@/lib/formats/event-log/read-event-log";
import { studyLog, type EventLogStudy } from "@/lib/formats/event-log/study-event-log";
import { strongest, viewEventLog } from "@/lib/formats/event-log/view-event-log";
import type { Claims } from "@/lib/rats/claims";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";
import { ok } from "@/lib/rats/result";
import { eventLogFields } from "./fields";
import { looksLikeSha1Log } from "./looks-like-sha1-log";

/**
 * A boot or event log on its own. It is decoded and replayed, and that is all: anybody can write a log, so the verdict is
 * never better than indeterminate. Send the quote that signs the registers, with the log as `eventLog`.
 */
export const eventLogScheme: EvidenceScheme = {
  evidenceType: "event-log",
  kindName: "Event log",
  recognises: (bytes) => bytes.length <= MAX_EVENT_LOG_BYTES && familyOf(bytes) !== null,
  knobs: () => [],
  pins: () => false,
  open(bytes) {
    const family = familyOf(bytes) ?? "pcr";
    if (looksLikeDstackLog(bytes)) return ok(openLog(bytes, { family, format: "dstack" }));
    const log = parseEventLog(bytes, family);
    return log.ok ? ok(openLog(bytes, { family, format: log.value.format })) : log;
  },
  async inspect(bytes, crypto) {
    const family = familyOf(bytes) ?? "pcr";
    const log = await readEventLog(bytes, { family, crypto });
    if (!log.ok) {
      const { code, detail, at } = log.failure;
      const where = at === undefined ? detail : `${at}: ${detail}`;
      const stoppedAt = { offset: 0, code, detail: where };
      return { ...EMPTY, format: {}, fields: [], stoppedAt, eventLogs: [] };
    }
    const view = await viewEventLog(log.value, { crypto, id: "eventLog", label: "Event log" });
    return {
      ...EMPTY,
      format: { log: log.value.format, registers: family },
      fields: eventLogFields(log.value, view),
      stoppedAt: null,
      eventLogs: [view],
    };
  },
};

const EMPTY = { evidenceType: "event-log", certificates: [] } as const;

/**
 * What the register numbers of a bare log count: nobody says, so by its beginning. CC event logs have their first record
 * under index 1, TPM logs in PCR 0.
 */
function familyOf(bytes: Uint8Array): RegisterFamily | null {
  if (looksLikeDstackLog(bytes)) return "rtmr";
  return cryptoAgileFamily(bytes) ?? (looksLikeSha1Log(bytes) ? "pcr" : null);
}

function openLog(
  bytes: Uint8Array,
  { family, format }: { readonly family: RegisterFamily; readonly format: string },
): OpenedEvidence {
  return {
    format: { log: format, registers: family },
    productName: "event log",
    carries: { reportData: null, nonces: null, userData: null, issuedAt: null },
    prepare: ({ crypto }) =>
      Promise.resolve({
        requiredEndorsements: [],
        verify: () => verifyLog(bytes, { family, crypto }),
      }),
  };
}

const UNSIGNED: CheckBase = {
  id: "eventLog.signed",
  group: "signature",
  title: "Something signed says what the registers are",
};

async function verifyLog(
  bytes: Uint8Array,
  { family, crypto }: { readonly family: RegisterFamily; readonly crypto: CryptoPort },
): Promise<Verification> {
  const log = await readEventLog(bytes, { family, crypto });
  const hash = log.ok ? strongest(log.value) : "sha256";
  const study = log.ok ? await studyLog(log.value, { crypto, hash }) : log;
  return {
    checks: [
      ...eventLogChecks(study, { family, hash, values: new Map() }),
      checkOf.skipWith(UNSIGNED, "EVIDENCE_UNSIGNED", {
        detail: "a log is worth what the quote says that signs its registers; send both together",
      }),
    ],
    claims: study.ok ? claimsOf(study.value, hash) : NO_CLAIMS,
    tcb: null,
    chain: [],
    root: null,
    ceiling: "vendor-signed",
    submodules: [],
  };
}

const NO_CLAIMS: Claims = {
  measurements: {},
  reportData: null,
  debug: false,
  hardware: {},
  tcb: {},
  attributes: {},
};

/** What the registers would hold, if the log is true. */
function claimsOf({ bank, family, secureBoot }: EventLogStudy, hashAlgorithm: string): Claims {
  const registers = [...bank.values()].sort((a, b) => a.register - b.register);
  const { enabled } = secureBoot;
  return {
    ...NO_CLAIMS,
    measurements: Object.fromEntries(
      registers.map(({ register, value }) => [registerName(family, register), toHex(value)]),
    ),
    attributes: {
      hashAlgorithm,
      ...(enabled === null ? {} : { secureBoot: enabled ? "on" : "off" }),
    },
  };
}

import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { appraiseEvidence } from "@/lib/appraisal/appraise-evidence";
import { inspectEvidence } from "@/lib/appraisal/inspect-evidence";
import { noCache } from "@/lib/crypto/content-cache";
import { nodeCrypto } from "@/lib/node-crypto/node-crypto";
import type { AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import type { AttestationResult } from "@/lib/rats/attestation-result";
import { fail } from "@/lib/rats/result";
import { compareVerdict } from "./compare-verdict";
import type { Judgement } from "./judgement";

const registersSchema = z.record(z.string(), z.string());
const caseSchema = z.object({
  name: z.string(),
  evidence: z.string(),
  verifyAt: z.string().nullable(),
  expected: z.object({
    entriesIncludingHeader: z.number().optional(),
    rtmr: registersSchema.optional(),
    pcrs: z.record(z.string(), registersSchema).optional(),
    measurements: registersSchema.optional(),
    reportData: z.string().optional(),
  }),
});

type EventLogCase = z.infer<typeof caseSchema>;

const signaturesOnly: AppraisalPolicy = { extends: "relaxed", intel: { evaluateTcb: false } };
const crypto = nodeCrypto({ pool: false });
/** Inside of MRSEAM, in a quote that begins at byte 4. */
const BYTE_OF_QUOTE = 104;

/** Asks everything of one event log, or of one dstack attestation, which carries its log. */
export async function judgeEventLogCase(folder: string): Promise<readonly Judgement[]> {
  const vector = caseSchema.parse(JSON.parse(readFileSync(path.join(folder, "case.json"), "utf8")));
  const evidence = new Uint8Array(readFileSync(path.join(folder, vector.evidence)));
  return vector.expected.measurements === undefined
    ? judgeLog(vector, evidence)
    : judgeAttestation(vector, evidence);
}

async function judgeLog(vector: EventLogCase, log: Uint8Array): Promise<readonly Judgement[]> {
  const end = log.subarray(0, 100);
  return [
    compareVerdict(vector.name, {
      question: "on its own",
      expected: "indeterminate EVIDENCE_UNSIGNED",
      result: await judge(vector, log),
      more: await registerDifferences(vector, log),
    }),
    compareVerdict(vector.name, {
      question: "cut off",
      expected: "contraindicated EVENT_LOG_INVALID",
      result: await judge(vector, end, "event-log"),
    }),
  ];
}

async function judgeAttestation(
  vector: EventLogCase,
  evidence: Uint8Array,
): Promise<readonly Judgement[]> {
  const result = await judge(vector, evidence);
  const changed = evidence.slice();
  changed.set([(changed[BYTE_OF_QUOTE] ?? 0) ^ 1], BYTE_OF_QUOTE);
  const { mrTd, rtmr0, rtmr1, rtmr2, rtmr3, mrConfigId } = vector.expected.measurements ?? {};
  const wanted = { mrtd: mrTd, rtmr0, rtmr1, rtmr2, rtmr3, mrconfigid: mrConfigId };
  const { claims } = result;
  return [
    compareVerdict(vector.name, {
      question: "signatures and log",
      expected: "warning TCB_NOT_EVALUATED",
      result,
      more: [
        ...Object.entries(wanted).flatMap(([name, value]) =>
          claims?.measurements[name] === value ? [] : [`${name} differs`],
        ),
        ...(claims?.reportData === vector.expected.reportData ? [] : ["report data differs"]),
      ],
    }),
    compareVerdict(vector.name, {
      question: "one bit of the quote changed",
      expected: "contraindicated QUOTE_SIGNATURE_INVALID",
      result: await judge(vector, changed),
    }),
  ];
}

async function judge(
  { name, verifyAt }: EventLogCase,
  evidence: Uint8Array,
  evidenceType?: "event-log",
): Promise<AttestationResult> {
  const appraised = await appraiseEvidence(
    {
      evidence: Buffer.from(evidence).toString("base64"),
      ...(evidenceType ? { evidenceType } : {}),
      policy: signaturesOnly,
      ...(verifyAt === null ? {} : { verifyAt }),
    },
    {
      crypto,
      cache: noCache,
      endorsements: { get: () => Promise.resolve(fail("COLLATERAL_UNAVAILABLE", "not given")) },
      now: new Date(verifyAt ?? "2026-06-01T00:00:00Z"),
    },
  );
  if (!appraised.ok) throw new Error(`${name}: ${appraised.failure.code}`);
  return appraised.value.result;
}

/** Every register of every bank that the case names. */
async function registerDifferences(
  { expected }: EventLogCase,
  evidence: Uint8Array,
): Promise<readonly string[]> {
  const inspected = await inspectEvidence({ evidence, crypto });
  const view = inspected.ok ? inspected.value.eventLogs[0] : undefined;
  if (view === undefined) return ["the log can't be read"];
  const replayed = new Map(view.registers.map((register) => [register.name, register.replayed]));
  const wanted = [
    ...Object.entries(expected.rtmr ?? {}).map(([name, value]) => ["sha384", name, value] as const),
    ...Object.entries(expected.pcrs ?? {}).flatMap(([bank, values]) =>
      Object.entries(values).map(([number, value]) => [bank, `pcr${number}`, value] as const),
    ),
  ];
  return [
    ...(wanted.length === 0 ? ["the case names no register"] : []),
    ...(view.events.length === expected.entriesIncludingHeader ? [] : ["another number of events"]),
    ...wanted.flatMap(([bank, name, value]) =>
      replayed.get(name)?.[bank] === value ? [] : [`${name} differs in bank ${bank}`],
    ),
  ];
}

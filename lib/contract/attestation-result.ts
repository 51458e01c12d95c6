import { z } from "zod";
import type { AttestationResult, SubmoduleResult } from "@/lib/rats/attestation-result";
import { CHECK_GROUPS, CHECK_STATUSES } from "@/lib/rats/check";
import { EVIDENCE_TYPES } from "@/lib/rats/evidence-type";
import { REASON_CODES, type ReasonCode } from "@/lib/rats/reason-codes";
import { TCB_STATUSES } from "@/lib/rats/tcb-status";
import { ASSURANCES, VERDICTS } from "@/lib/rats/verdict";
import { digestSchema, sha256HexSchema, timestampSchema } from "./scalars";

const textMap = z.record(z.string(), z.string());

export const reasonCodeSchema = z
  .string()
  .refine((text): text is ReasonCode => Object.hasOwn(REASON_CODES, text), "not a reason code");

export const checkSchema = z.object({
  id: z.string(),
  group: z.enum(CHECK_GROUPS),
  status: z.enum(CHECK_STATUSES),
  title: z.string(),
  code: reasonCodeSchema.nullable(),
  detail: z.string().nullable(),
  expected: z.string().nullable(),
  actual: z.string().nullable(),
  source: z.string().nullable(),
});

const formatSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/** What is said of the evidence as a whole and of each of its pieces alike. */
const pieceMembers = {
  verdict: z.enum(VERDICTS),
  evidenceType: z.enum(EVIDENCE_TYPES),
  format: formatSchema,
  assurance: z.enum(ASSURANCES),
  simulated: z.boolean(),
  claims: z
    .object({
      measurements: textMap,
      reportData: z.string().nullable(),
      debug: z.boolean(),
      hardware: textMap,
      tcb: textMap,
      attributes: textMap,
    })
    .nullable(),
  claimsVerified: z.boolean(),
  tcb: z
    .object({
      status: z.enum(TCB_STATUSES).nullable(),
      date: timestampSchema.nullable(),
      advisoryIds: z.array(z.string()),
      evaluationDataNumber: z.int().nullable(),
      components: z.record(z.string(), z.enum(TCB_STATUSES)),
    })
    .nullable(),
  checks: z.array(checkSchema),
  reasons: z.array(z.object({ code: reasonCodeSchema, check: z.string(), message: z.string() })),
  chain: z.array(
    z.object({
      subject: z.string(),
      issuer: z.string(),
      serial: z.string(),
      notBefore: timestampSchema,
      notAfter: timestampSchema,
      sha256: sha256HexSchema,
    }),
  ),
  summary: z.string(),
};

export const detectionSchema = z.object({
  by: z.enum(["request", "content"]),
  wrappings: z.array(z.string()),
  because: z.string(),
});

export const submoduleResultSchema: z.ZodType<SubmoduleResult> = z
  .object({
    name: z.string(),
    ...pieceMembers,
    evidenceDigest: digestSchema.nullable(),
    binding: z.string().nullable().meta({ description: "how the piece is tied to the whole" }),
    get submodules() {
      return z.array(submoduleResultSchema);
    },
  })
  .meta({ id: "SubmoduleResult" });

export const attestationResultSchema = z.object({
  ...pieceMembers,
  detection: detectionSchema,
  verifiedAt: timestampSchema,
  policy: z.object({ name: z.string(), digest: digestSchema }),
  evidenceDigest: digestSchema,
  submodules: z.array(submoduleResultSchema),
  timings: z.object({ totalMs: z.number() }),
}) satisfies z.ZodType<AttestationResult>;

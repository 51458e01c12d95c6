import { z } from "zod";
import { EVIDENCE_TYPES } from "@/lib/rats/evidence-type";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import { policySchema } from "./policy";
import { hexSchema, timestampSchema } from "./scalars";

const text = z.string().min(1);

export const intelEndorsementsSchema = z.strictObject({
  tcbInfo: text.optional(),
  qeIdentity: text.optional(),
  tcbInfoIssuerChain: text.optional(),
  qeIdentityIssuerChain: text.optional(),
  pckCrl: text.optional(),
  pckCrlIssuerChain: text.optional(),
  rootCaCrl: text.optional(),
  pckCertChain: text.optional(),
});

export const endorsementsSchema = z.strictObject({
  intel: intelEndorsementsSchema.optional(),
  amd: z
    .strictObject({
      vcek: text.optional(),
      vlek: text.optional(),
      certChain: text.optional(),
      crl: text.optional(),
    })
    .optional(),
  tpm: z
    .strictObject({
      akCert: text.optional(),
      akCertChain: text.optional(),
      akPublicKey: text.optional(),
    })
    .optional(),
  jwks: z.strictObject({ keys: z.array(z.record(z.string(), z.unknown())) }).optional(),
});

/** Section 1 of the outer contract. Strict: an unknown member is an error, never silently not asked. */
export const verificationRequestSchema = z.strictObject({
  evidence: text.meta({ description: "standard base64 of the raw bytes, or a compact JWT" }),
  evidenceType: z.enum(EVIDENCE_TYPES).optional(),
  endorsements: endorsementsSchema.optional(),
  eventLog: text.meta({ description: "base64 of a TCG, CCEL or dstack event log" }).optional(),
  expected: z
    .strictObject({
      nonce: text.max(1024).meta({ description: "hex or base64" }).optional(),
      reportData: hexSchema.optional(),
      userData: hexSchema.optional(),
      payload: text.optional(),
    })
    .optional(),
  policy: z.union([z.string().min(1).max(200), policySchema]).optional(),
  trustAnchors: z.array(text).min(1).max(16).optional(),
  verifyAt: timestampSchema.optional(),
}) satisfies z.ZodType<VerificationRequest>;

import { z } from "zod";
import { EVIDENCE_TYPES } from "@/lib/rats/evidence-type";
import {
  MAX_SUBMODULES,
  type SubmoduleRequest,
  type VerificationRequest,
} from "@/lib/rats/verification-request";
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

const jwkListSchema = z.array(z.record(z.string(), z.unknown())).max(200);

export const amdEndorsementsSchema = z.strictObject({
  vcek: text.optional(),
  vlek: text.optional(),
  certChain: text.optional(),
  crl: text.optional(),
});

export const endorsementsSchema = z.strictObject({
  intel: intelEndorsementsSchema.optional(),
  amd: amdEndorsementsSchema.optional(),
  tpm: z
    .strictObject({
      akCert: text.optional(),
      akCertChain: text.optional(),
      akPublicKey: text.optional(),
    })
    .optional(),
  jwks: z.strictObject({ keys: jwkListSchema }).optional(),
  arm: z.strictObject({ keys: jwkListSchema }).optional(),
  vendor: z
    .strictObject({
      name: text.max(200),
      keys: jwkListSchema,
      schema: z.record(z.string(), z.unknown()).optional(),
    })
    .optional(),
});

const evidenceText = text.meta({
  description: "standard base64 of the raw bytes, or a compact JWT",
});
const eventLogText = text.meta({ description: "base64 of a TCG, CCEL or dstack event log" });
const expectedSchema = z.strictObject({
  nonce: text.max(1024).meta({ description: "hex or base64; for tokens, as text" }).optional(),
  reportData: hexSchema.optional(),
  userData: hexSchema.optional(),
  payload: text.optional(),
});

/** Another piece of the same attester: its GPU, its vTPM. */
export const submoduleRequestSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z][A-Za-z0-9._-]{0,63}$/),
  evidence: evidenceText,
  evidenceType: z.enum(EVIDENCE_TYPES).optional(),
  endorsements: endorsementsSchema.optional(),
  eventLog: eventLogText.optional(),
  expected: expectedSchema.optional(),
}) satisfies z.ZodType<SubmoduleRequest>;

/** The name of a built-in policy, or a policy. */
export const requestedPolicySchema = z.union([z.string().min(1).max(200), policySchema]);

/** Section 1 of the outer contract. Strict: an unknown member is an error, never silently not asked. */
export const verificationRequestSchema = z.strictObject({
  evidence: evidenceText,
  evidenceType: z.enum(EVIDENCE_TYPES).optional(),
  endorsements: endorsementsSchema.optional(),
  eventLog: eventLogText.optional(),
  submodules: z.array(submoduleRequestSchema).max(MAX_SUBMODULES).optional(),
  expected: expectedSchema.optional(),
  policy: requestedPolicySchema.optional(),
  trustAnchors: z.array(text).min(1).max(16).optional(),
  verifyAt: timestampSchema.optional(),
}) satisfies z.ZodType<VerificationRequest>;

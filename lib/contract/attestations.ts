import { z } from "zod";
import { EVIDENCE_TYPES } from "@/lib/rats/evidence-type";
import { TCB_STATUSES } from "@/lib/rats/tcb-status";
import { ASSURANCES, VERDICTS } from "@/lib/rats/verdict";
import { attestationResultSchema, reasonCodeSchema } from "./attestation-result";
import { certificateViewSchema, eventLogViewSchema, inspectionSchema } from "./inspection";
import { digestSchema, idSchema, sha256HexSchema, timestampSchema } from "./scalars";
import {
  endorsementsSchema,
  submoduleRequestSchema,
  verificationRequestSchema,
} from "./verification";

/** One part of composite evidence, as a row of the history names it. */
const submoduleItemSchema = z.object({
  name: z.string(),
  evidenceType: z.enum(EVIDENCE_TYPES),
  verdict: z.enum(VERDICTS),
});
export type SubmoduleItem = z.infer<typeof submoduleItemSchema>;

/** One row of the history. */
export const attestationItemSchema = z.object({
  id: idSchema,
  receivedAt: timestampSchema,
  verdict: z.enum(VERDICTS),
  evidenceType: z.enum(EVIDENCE_TYPES),
  assurance: z.enum(ASSURANCES),
  simulated: z.boolean(),
  /** False: what the evidence says is shown and never relied upon. */
  claimsVerified: z.boolean(),
  tcbStatus: z.enum(TCB_STATUSES).nullable(),
  fmspc: z.string().nullable(),
  policyName: z.string(),
  reasonCodes: z.array(reasonCodeSchema),
  evidenceDigest: digestSchema,
  /** The one measurement that names the workload: `mrtd`, `mrenclave` … */
  measurement: z.object({ name: z.string(), value: z.string() }).nullable(),
  verifiedAt: timestampSchema,
  totalMs: z.number(),
  /** The parts of composite evidence, each with its own verdict; those of parts are in the result. */
  submodules: z.array(submoduleItemSchema),
  /** The attestation that this one judged again. */
  reverifies: idSchema.nullable(),
});
export type AttestationItem = z.infer<typeof attestationItemSchema>;

/** An item of collateral that a stored verdict stands on; the body lies under its digest. */
export const usedEndorsementSchema = z.object({
  /** `intel.tcbInfo`, `intel.qeIdentity`, `intel.pckCrl`, `intel.rootCaCrl`, `intel.pckCertChain` … */
  item: z.string(),
  /** Which one of its kind: `intel/tdx/tcb/b0c06f000000`, or the name of a part. Rows of old have none. */
  key: z.string().nullable().optional(),
  label: z.string(),
  sha256: sha256HexSchema,
  size: z.int(),
  origin: z.enum(["request", "cache", "fetched", "imported", "stored"]),
  upstream: z.string().nullable(),
  retrievedAt: timestampSchema.nullable(),
});
export type UsedEndorsement = z.infer<typeof usedEndorsementSchema>;

export const attestationSchema = attestationItemSchema.extend({
  result: attestationResultSchema,
  /** What the caller sent, without evidence and endorsements, which have addresses of their own. */
  request: verificationRequestSchema.omit({
    evidence: true,
    endorsements: true,
    eventLog: true,
    submodules: true,
  }),
  evidenceSize: z.int(),
  endorsements: z.array(usedEndorsementSchema),
  /** Later judgements of the same evidence, newest first. */
  reverifications: z.array(
    z.object({
      id: idSchema,
      receivedAt: timestampSchema,
      verdict: z.enum(VERDICTS),
      verifiedAt: timestampSchema,
    }),
  ),
  newerId: idSchema.nullable(),
  olderId: idSchema.nullable(),
});
export type Attestation = z.infer<typeof attestationSchema>;

/**
 * Filters of the history. On the API a bad value is an error; a page reads its URL through the list's own state,
 * where a bad value falls back to "not asked", so that a broken link shows the list and not an error.
 */
export const attestationFilterSchema = z.strictObject({
  verdict: z.enum(VERDICTS).optional(),
  evidenceType: z.enum(EVIDENCE_TYPES).optional(),
  tcbStatus: z.enum(TCB_STATUSES).optional(),
  fmspc: z
    .string()
    .regex(/^[0-9a-fA-F]{12}$/)
    .optional(),
  reasonCode: reasonCodeSchema.optional(),
  /** A measurement, whole. */
  measurement: z
    .string()
    .regex(/^(?:[0-9a-fA-F]{2}){16,64}$/)
    .optional(),
  /** The first digits (at least 4) of any digest: evidence, measurement, report data. */
  q: z
    .string()
    .regex(/^(?:sha256:)?[0-9a-fA-F]{4,128}$/)
    .optional(),
  from: timestampSchema.optional(),
  to: timestampSchema.optional(),
});
export type AttestationFilter = z.infer<typeof attestationFilterSchema>;

export const attestationListQuerySchema = attestationFilterSchema.extend({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
  /** `older` walks back in time from the cursor (default), `newer` walks forward. */
  direction: z.enum(["older", "newer"]).default("older"),
});

export const attestationListSchema = z.object({
  items: z.array(attestationItemSchema),
  /** Towards older attestations; null at the end. */
  nextCursor: z.string().nullable(),
  /** Towards newer attestations; null at the beginning. */
  previousCursor: z.string().nullable(),
});
export type AttestationList = z.infer<typeof attestationListSchema>;

export const reverifyRequestSchema = z.strictObject({
  /** `then`: same endorsements, same moment, same policy. `now`: this moment, current endorsements. */
  as: z.enum(["then", "now"]),
});

/** A bar on the time axis of the certificates tab. */
export const validityItemSchema = z.object({
  id: z.string(),
  label: z.string(),
  kind: z.enum(["certificate", "crl", "signed-json"]),
  notBefore: timestampSchema,
  notAfter: timestampSchema,
});

export const crlViewSchema = z.object({
  id: z.string(),
  label: z.string(),
  issuer: z.string(),
  thisUpdate: timestampSchema,
  nextUpdate: timestampSchema.nullable(),
  crlNumber: z.string().nullable(),
  revokedSerials: z.int(),
});

/** The logs of the evidence, in full; `material` names them without their events. */
export const attestationEventLogsSchema = z.object({ eventLogs: z.array(eventLogViewSchema) });

/** Everything that the inspector, the certificates tab and "verify in this browser" need, in one answer. */
export const attestationMaterialSchema = z.object({
  /** Standard base64. */
  evidence: z.string(),
  /** The evidence in the wrapping that it came in, as a request carries it; null when there was none. */
  wrapped: z.string().nullable(),
  /** Standard base64; null when none came with the request. */
  eventLog: z.string().nullable(),
  /** Further pieces of composite evidence, as they were given. */
  submodules: z.array(submoduleRequestSchema),
  endorsements: endorsementsSchema,
  /** Of `endorsements`, what belongs to the evidence because it came with the request. */
  given: endorsementsSchema,
  /** The items that were looked at, each by its key: of composite evidence there may be two of a kind. */
  items: z.array(
    z.object({
      key: z.string(),
      /** What a caller brought counts for less than what the operator has. */
      origin: z.enum(["request", "stored"]),
      body: z.string(),
      issuerChain: z.string().nullable(),
      upstream: z.string().nullable(),
      retrievedAt: timestampSchema.nullable(),
    }),
  ),
  inspection: inspectionSchema.nullable(),
  /** Certificates that came with the collateral, by role; the evidence's own stand in `inspection`. */
  collateralCertificates: z.array(certificateViewSchema),
  validity: z.array(validityItemSchema),
  crls: z.array(crlViewSchema),
});
export type AttestationMaterial = z.infer<typeof attestationMaterialSchema>;

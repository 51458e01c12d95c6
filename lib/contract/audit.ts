import { z } from "zod";
import { digestSchema, sha256HexSchema, timestampSchema } from "./scalars";

export const AUDIT_OUTCOMES = ["success", "failure", "denied"] as const;
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];
export const AUDIT_ACTOR_KINDS = ["person", "key", "system", "anonymous"] as const;

const seqSchema = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);
const textSchema = z.string().min(1).max(200);

const auditActorSchema = z.object({
  kind: z.enum(AUDIT_ACTOR_KINDS),
  /** Of the person or key; the name of the job; null for nobody. */
  id: z.string().nullable(),
  name: z.string().nullable(),
  service: z.string().optional(),
});
const auditObjectSchema = z.object({
  kind: z.string(),
  id: z.string(),
  name: z.string().optional(),
});

/** One event with its place in the chain. */
export const auditEventSchema = z.object({
  /** From 1, without a gap. */
  seq: z.int().min(1),
  at: timestampSchema,
  /** The id of an operation: `members.setRoles`. */
  action: z.string(),
  outcome: z.enum(AUDIT_OUTCOMES),
  actor: auditActorSchema,
  object: auditObjectSchema.nullable(),
  /** Digest of the object's state; null where there was none. */
  before: digestSchema.nullable(),
  after: digestSchema.nullable(),
  details: z.record(
    z.string(),
    z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]),
  ),
  reasonCode: z.string().nullable(),
  requestId: z.string(),
  address: z.string().nullable(),
  userAgent: z.string().nullable(),
  durationMs: z.number(),
  previousHash: sha256HexSchema,
  hash: sha256HexSchema,
});
export type AuditEventView = z.infer<typeof auditEventSchema>;

export const auditFilterSchema = z.strictObject({
  /** Id of a person or key, or the name of a job. */
  actor: textSchema.optional(),
  actorKind: z.enum(AUDIT_ACTOR_KINDS).optional(),
  /** `attestation`, `member`, `api-key` … */
  objectKind: textSchema.optional(),
  objectId: textSchema.optional(),
  action: textSchema.optional(),
  outcome: z.enum(AUDIT_OUTCOMES).optional(),
  requestId: textSchema.optional(),
  from: timestampSchema.optional(),
  /** Exclusive. */
  to: timestampSchema.optional(),
});
export type AuditFilter = z.infer<typeof auditFilterSchema>;

export const auditListQuerySchema = auditFilterSchema.extend({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  /** The number of an event. */
  cursor: seqSchema.optional(),
  /** `older` walks back in time from the cursor (default), `newer` walks forward. */
  direction: z.enum(["older", "newer"]).default("older"),
});

export const auditListSchema = z.object({
  items: z.array(auditEventSchema),
  nextCursor: z.int().nullable(),
  previousCursor: z.int().nullable(),
});
export type AuditList = z.infer<typeof auditListSchema>;

export const auditEventParamsSchema = z.strictObject({ seq: seqSchema });

const auditSealSchema = z.object({
  fromSeq: z.int(),
  toSeq: z.int(),
  root: sha256HexSchema,
  sealedAt: timestampSchema,
  keyId: sha256HexSchema,
  /** What names this seal; worth keeping elsewhere. */
  fingerprint: sha256HexSchema,
});

/** Where the chain ends, how far it is sealed, and whether its end is as it was written. */
export const auditStateSchema = z.object({
  head: z.object({ seq: z.int(), at: timestampSchema, hash: sha256HexSchema }).nullable(),
  lastSeal: auditSealSchema.nullable(),
  unsealed: z.int(),
  check: z.object({
    /** The last seal and the events after it; all of it is checked from an export. */
    fromSeq: z.int(),
    intact: z.boolean(),
    /** The first event or seal that is not as it was written. */
    brokenAt: z.int().nullable(),
  }),
  /** Of the key that seals now. */
  keyId: sha256HexSchema,
});
export type AuditState = z.infer<typeof auditStateSchema>;

export const auditPublicKeySchema = z.object({
  algorithm: z.literal("Ed25519"),
  /** The fingerprint: SHA-256 of the key's SPKI. */
  keyId: sha256HexSchema,
  pem: z.string(),
});

export const AUDIT_EXPORT_FORMATS = ["jsonl", "csv"] as const;
export const auditExportQuerySchema = z.strictObject({
  format: z.enum(AUDIT_EXPORT_FORMATS).default("jsonl"),
  from: timestampSchema.optional(),
  /** Exclusive. */
  to: timestampSchema.optional(),
});
export type AuditExportQuery = z.infer<typeof auditExportQuerySchema>;

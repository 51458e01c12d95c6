import { z } from "zod";
import type { EventLogView } from "@/lib/rats/event-log";
import { EVIDENCE_TYPES } from "@/lib/rats/evidence-type";
import {
  FIELD_KINDS,
  type CertificateView,
  type Field,
  type Inspection,
} from "@/lib/rats/inspection";
import { detectionSchema } from "./attestation-result";
import { digestSchema, sha256HexSchema, timestampSchema } from "./scalars";

export const inspectionRequestSchema = z.strictObject({
  evidence: z
    .string()
    .min(1)
    .meta({ description: "standard base64 of the raw bytes, or a compact JWT" }),
  evidenceType: z.enum(EVIDENCE_TYPES).optional(),
  eventLog: z
    .string()
    .min(1)
    .meta({ description: "base64 of the event log that goes with the evidence" })
    .optional(),
});

const bitFieldSchema = z.object({
  bit: z.int(),
  width: z.int(),
  name: z.string(),
  value: z.number(),
  meaning: z.string(),
  reserved: z.boolean(),
});

export const fieldSchema: z.ZodType<Field> = z
  .object({
    id: z.string(),
    name: z.string(),
    offset: z.int(),
    length: z.int(),
    kind: z.enum(FIELD_KINDS),
    value: z.string().nullable(),
    meaning: z.string().nullable(),
    description: z.string(),
    specification: z.string(),
    reserved: z.boolean(),
    bits: z.array(bitFieldSchema),
    get children() {
      return z.array(fieldSchema);
    },
  })
  .meta({ id: "Field" });

export const certificateViewSchema = z.object({
  role: z.string(),
  subject: z.string(),
  issuer: z.string(),
  serial: z.string(),
  notBefore: timestampSchema,
  notAfter: timestampSchema,
  sha256: sha256HexSchema,
  keyAlgorithm: z.string(),
  signatureAlgorithm: z.string(),
  isCa: z.boolean(),
  pem: z.string(),
  extensions: z.array(
    z.object({
      oid: z.string(),
      name: z.string(),
      critical: z.boolean(),
      values: z.array(z.object({ name: z.string(), value: z.string() })),
    }),
  ),
}) satisfies z.ZodType<CertificateView>;

const digestsSchema = z.record(z.string(), z.string());

export const eventLogViewSchema = z.object({
  id: z.string(),
  label: z.string(),
  format: z.string(),
  hashAlgorithms: z.array(z.string()),
  size: z.int(),
  registers: z.array(
    z.object({
      name: z.string(),
      index: z.int(),
      replayed: digestsSchema,
      signed: z.string().nullable(),
      firstDifference: z.int().nullable(),
      eventCount: z.int(),
    }),
  ),
  events: z.array(
    z.object({
      index: z.int(),
      offset: z.int(),
      length: z.int(),
      register: z.string().nullable(),
      type: z.int(),
      typeName: z.string(),
      digests: digestsSchema,
      description: z.string(),
      data: z.string(),
      dataLength: z.int(),
      replayed: z.string().nullable(),
      note: z.string().nullable(),
    }),
  ),
  secureBoot: z.boolean().nullable(),
  stoppedAt: z.object({ offset: z.int(), detail: z.string() }).nullable(),
}) satisfies z.ZodType<EventLogView>;

export const inspectionSchema = z.object({
  evidenceType: z.enum(EVIDENCE_TYPES),
  detection: detectionSchema,
  format: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  size: z.int(),
  evidenceDigest: digestSchema,
  fields: z.array(fieldSchema),
  stoppedAt: z.object({ offset: z.int(), code: z.string(), detail: z.string() }).nullable(),
  certificates: z.array(certificateViewSchema),
  eventLogs: z.array(eventLogViewSchema),
}) satisfies z.ZodType<Inspection>;

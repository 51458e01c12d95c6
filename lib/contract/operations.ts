import { z } from "zod";
import {
  attestationEventLogsSchema,
  attestationListQuerySchema,
  attestationListSchema,
  attestationMaterialSchema,
  attestationSchema,
  reverifyRequestSchema,
} from "./attestations";
import { attestationResultSchema } from "./attestation-result";
import {
  collateralBundleSchema,
  collateralImportResultSchema,
  collateralImportSchema,
  collateralListSchema,
} from "./collateral";
import { inspectionRequestSchema, inspectionSchema } from "./inspection";
import { EVIDENCE_BODY_BYTES, type OperationContract } from "./operation";
import { ACCOUNT_CONTRACTS, PROVIDER_CONTRACTS } from "./operations/account";
import { AUDIT_CONTRACTS } from "./operations/audit";
import { API_KEY_CONTRACTS } from "./operations/api-keys";
import { LIMIT_CONTRACTS } from "./operations/limits";
import { MEMBER_CONTRACTS } from "./operations/members";
import { SESSION_CONTRACTS } from "./operations/sessions";
import { STATUS_CONTRACTS } from "./operations/status";
import {
  overviewQuerySchema,
  overviewSchema,
  searchQuerySchema,
  searchResultSchema,
} from "./overview";
import { problemSchema } from "./problem";
import { idSchema } from "./scalars";
import { verificationRequestSchema } from "./verification";

const byId = z.strictObject({ id: idSchema });
const judging = [
  "EVIDENCE_UNRECOGNISED",
  "EVIDENCE_TYPE_UNSUPPORTED",
  "EVIDENCE_TOO_LARGE",
  "POLICY_UNKNOWN",
] as const;
const resultLine = z.union([attestationResultSchema, problemSchema]);
const attestationLine = z.union([attestationSchema, problemSchema]);

export const createVerification = {
  id: "verifications.create",
  method: "POST",
  path: "/api/v1/verifications",
  tag: "Verification",
  summary: "Verify evidence; nothing is stored",
  body: { kind: "json", schema: verificationRequestSchema, maxBytes: EVIDENCE_BODY_BYTES },
  response: { kind: "json", status: 200, schema: attestationResultSchema },
  reasons: judging,
} as const satisfies OperationContract;

export const createVerificationBatch = {
  id: "verifications.createBatch",
  method: "POST",
  path: "/api/v1/verifications/batch",
  tag: "Verification",
  summary: "Verify up to 1,000 pieces of evidence",
  description:
    "One request a line in, one result or problem a line out, in the same order, streamed as they are judged.",
  body: { kind: "ndjson", schema: verificationRequestSchema, maxBytes: EVIDENCE_BODY_BYTES },
  response: { kind: "ndjson", status: 200, schema: resultLine },
  reasons: judging,
} as const satisfies OperationContract;

export const createAttestation = {
  id: "attestations.create",
  method: "POST",
  path: "/api/v1/attestations",
  tag: "Attestations",
  summary: "Verify evidence and keep the result",
  description: "A rejected attestation is not an HTTP error: the answer is 201 with its verdict.",
  body: { kind: "json", schema: verificationRequestSchema, maxBytes: EVIDENCE_BODY_BYTES },
  response: { kind: "json", status: 201, schema: attestationSchema },
  idempotent: true,
  reasons: [...judging, "IDEMPOTENCY_KEY_REUSED"],
} as const satisfies OperationContract;

export const createAttestationBatch = {
  id: "attestations.createBatch",
  method: "POST",
  path: "/api/v1/attestations/batch",
  tag: "Attestations",
  summary: "Verify up to 1,000 pieces of evidence and keep the results",
  description:
    "A line is answered once its attestation is stored. An Idempotency-Key covers the whole batch.",
  body: { kind: "ndjson", schema: verificationRequestSchema, maxBytes: EVIDENCE_BODY_BYTES },
  response: { kind: "ndjson", status: 200, schema: attestationLine },
  idempotent: true,
  reasons: [...judging, "IDEMPOTENCY_KEY_REUSED"],
} as const satisfies OperationContract;

export const listAttestations = {
  id: "attestations.list",
  method: "GET",
  path: "/api/v1/attestations",
  tag: "Attestations",
  summary: "List attestations, newest first",
  query: attestationListQuerySchema,
  response: { kind: "json", status: 200, schema: attestationListSchema },
  reasons: [],
} as const satisfies OperationContract;

export const getAttestation = {
  id: "attestations.get",
  method: "GET",
  path: "/api/v1/attestations/{id}",
  tag: "Attestations",
  summary: "One attestation with every check",
  params: byId,
  response: { kind: "json", status: 200, schema: attestationSchema },
  reasons: ["NOT_FOUND"],
} as const satisfies OperationContract;

export const getAttestationEvidence = {
  id: "attestations.evidence",
  method: "GET",
  path: "/api/v1/attestations/{id}/evidence",
  tag: "Attestations",
  summary: "The evidence as it was received",
  params: byId,
  response: { kind: "bytes", status: 200, contentType: "application/octet-stream" },
  reasons: ["NOT_FOUND"],
} as const satisfies OperationContract;

export const getAttestationMaterial = {
  id: "attestations.material",
  method: "GET",
  path: "/api/v1/attestations/{id}/material",
  tag: "Attestations",
  summary:
    "Evidence, endorsements, fields and certificates: all that is needed to judge it elsewhere",
  params: byId,
  response: { kind: "json", status: 200, schema: attestationMaterialSchema },
  reasons: ["NOT_FOUND"],
} as const satisfies OperationContract;

export const getAttestationEventLogs = {
  id: "attestations.eventLogs",
  method: "GET",
  path: "/api/v1/attestations/{id}/event-logs",
  tag: "Attestations",
  summary:
    "Boot and event logs of the evidence, event by event, with the registers that they replay to",
  params: byId,
  response: { kind: "json", status: 200, schema: attestationEventLogsSchema },
  reasons: ["NOT_FOUND"],
} as const satisfies OperationContract;

export const reverifyAttestation = {
  id: "attestations.reverify",
  method: "POST",
  path: "/api/v1/attestations/{id}/reverify",
  tag: "Attestations",
  summary: "Judge stored evidence again, as of then or as of now; keeps a new attestation",
  params: byId,
  body: { kind: "json", schema: reverifyRequestSchema },
  response: { kind: "json", status: 201, schema: attestationSchema },
  idempotent: true,
  reasons: ["NOT_FOUND", "REVERIFY_IMPOSSIBLE", "IDEMPOTENCY_KEY_REUSED"],
} as const satisfies OperationContract;

export const createInspection = {
  id: "inspections.create",
  method: "POST",
  path: "/api/v1/inspections",
  tag: "Verification",
  summary: "Decode every field of a piece of evidence; verifies nothing",
  body: { kind: "json", schema: inspectionRequestSchema, maxBytes: EVIDENCE_BODY_BYTES },
  response: { kind: "json", status: 200, schema: inspectionSchema },
  reasons: ["EVIDENCE_UNRECOGNISED", "EVIDENCE_TYPE_UNSUPPORTED", "EVIDENCE_TOO_LARGE"],
} as const satisfies OperationContract;

export const listCollateral = {
  id: "collateral.list",
  method: "GET",
  path: "/api/v1/collateral",
  tag: "Collateral",
  summary: "The collateral cache",
  response: { kind: "json", status: 200, schema: collateralListSchema },
  reasons: [],
} as const satisfies OperationContract;

export const importCollateral = {
  id: "collateral.import",
  method: "POST",
  path: "/api/v1/collateral/import",
  tag: "Collateral",
  summary: "Import collateral from a file",
  body: { kind: "json", schema: collateralImportSchema, maxBytes: EVIDENCE_BODY_BYTES },
  response: { kind: "json", status: 200, schema: collateralImportResultSchema },
  reasons: [],
} as const satisfies OperationContract;

export const exportCollateral = {
  id: "collateral.export",
  method: "GET",
  path: "/api/v1/collateral/export",
  tag: "Collateral",
  summary: "All cached collateral as one file",
  response: { kind: "json", status: 200, schema: collateralBundleSchema },
  reasons: [],
} as const satisfies OperationContract;

export const getOverview = {
  id: "overview.get",
  method: "GET",
  path: "/api/v1/overview",
  tag: "Overview",
  summary: "Verdicts over time, reasons, collateral that expires soon, latest failures",
  query: overviewQuerySchema,
  response: { kind: "json", status: 200, schema: overviewSchema },
  reasons: [],
} as const satisfies OperationContract;

export const search = {
  id: "search.get",
  method: "GET",
  path: "/api/v1/search",
  tag: "Overview",
  summary: "Find attestations by an id or by the first digits of any digest",
  query: searchQuerySchema,
  response: { kind: "json", status: 200, schema: searchResultSchema },
  reasons: [],
} as const satisfies OperationContract;

export const getOpenApi = {
  id: "openapi.get",
  method: "GET",
  path: "/api/v1/openapi.json",
  tag: "Service",
  summary: "This API as an OpenAPI 3.1 document",
  response: { kind: "json", status: 200, schema: z.record(z.string(), z.unknown()) },
  reasons: [],
} as const satisfies OperationContract;

const healthSchema = z.object({
  status: z.enum(["ok", "unavailable"]),
  checks: z.record(z.string(), z.object({ ok: z.boolean(), detail: z.string().nullable() })),
});

export const getLiveness = {
  id: "health.live",
  method: "GET",
  path: "/api/health/live",
  tag: "Service",
  summary: "The process answers",
  response: { kind: "json", status: 200, schema: healthSchema },
  reasons: [],
} as const satisfies OperationContract;

export const getReadiness = {
  id: "health.ready",
  method: "GET",
  path: "/api/health/ready",
  tag: "Service",
  summary: "The database answers and is migrated; 503 otherwise",
  response: { kind: "json", status: 200, schema: healthSchema },
  reasons: [],
} as const satisfies OperationContract;

export const getMetrics = {
  id: "metrics.get",
  method: "GET",
  path: "/api/metrics",
  tag: "Service",
  summary: "Prometheus metrics",
  response: { kind: "text", status: 200, contentType: "text/plain; version=0.0.4; charset=utf-8" },
  reasons: [],
} as const satisfies OperationContract;

/** Every operation of the API. The dispatcher, the OpenAPI document and a test walk this table. */
export const OPERATION_CONTRACTS = [
  createVerification,
  createVerificationBatch,
  createAttestation,
  createAttestationBatch,
  listAttestations,
  getAttestation,
  getAttestationEvidence,
  getAttestationMaterial,
  getAttestationEventLogs,
  reverifyAttestation,
  createInspection,
  listCollateral,
  importCollateral,
  exportCollateral,
  getOverview,
  search,
  ...SESSION_CONTRACTS,
  ...ACCOUNT_CONTRACTS,
  ...PROVIDER_CONTRACTS,
  ...MEMBER_CONTRACTS,
  ...AUDIT_CONTRACTS,
  ...API_KEY_CONTRACTS,
  getOpenApi,
  getLiveness,
  getReadiness,
  getMetrics,
  ...STATUS_CONTRACTS,
  ...LIMIT_CONTRACTS,
] as const satisfies readonly OperationContract[];

/** Largest number of lines in a batch. */
export const MAX_BATCH_LINES = 1000;

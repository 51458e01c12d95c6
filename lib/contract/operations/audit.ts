import {
  auditEventParamsSchema,
  auditEventSchema,
  auditExportQuerySchema,
  auditListQuerySchema,
  auditListSchema,
  auditPublicKeySchema,
  auditStateSchema,
} from "../audit";
import type { OperationContract } from "../operation";

export const listAuditEvents = {
  id: "audit.list",
  method: "GET",
  path: "/api/v1/audit/events",
  tag: "Audit trail",
  summary: "List audit events, newest first",
  description: "With `actor` or `objectKind` and `objectId` it is the timeline of one of them.",
  query: auditListQuerySchema,
  response: { kind: "json", status: 200, schema: auditListSchema },
  reasons: [],
} as const satisfies OperationContract;

export const getAuditEvent = {
  id: "audit.get",
  method: "GET",
  path: "/api/v1/audit/events/{seq}",
  tag: "Audit trail",
  summary: "One audit event",
  params: auditEventParamsSchema,
  response: { kind: "json", status: 200, schema: auditEventSchema },
  reasons: ["NOT_FOUND"],
} as const satisfies OperationContract;

export const getAuditState = {
  id: "audit.state",
  method: "GET",
  path: "/api/v1/audit/state",
  tag: "Audit trail",
  summary: "Where the chain ends, how far it is sealed, and whether its end is intact",
  response: { kind: "json", status: 200, schema: auditStateSchema },
  reasons: [],
} as const satisfies OperationContract;

export const exportAuditTrail = {
  id: "audit.export",
  method: "GET",
  path: "/api/v1/audit/export",
  tag: "Audit trail",
  summary: "The audit trail as a file",
  description:
    "`jsonl` is signed and can be verified without the server (`attestry audit verify`); a period is widened to whole seals. `csv` has the events of the period for spreadsheets. Exporting is itself an event.",
  query: auditExportQuerySchema,
  response: { kind: "text", status: 200, contentType: "application/x-ndjson" },
  reasons: [],
} as const satisfies OperationContract;

export const getAuditPublicKey = {
  id: "audit.publicKey",
  method: "GET",
  path: "/api/v1/audit/public-key",
  tag: "Audit trail",
  summary: "The key that seals the audit trail, to be pinned",
  response: { kind: "json", status: 200, schema: auditPublicKeySchema },
  reasons: [],
} as const satisfies OperationContract;

export const AUDIT_CONTRACTS = [
  listAuditEvents,
  getAuditEvent,
  getAuditState,
  exportAuditTrail,
  getAuditPublicKey,
] as const;

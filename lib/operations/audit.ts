import {
  exportAuditTrail,
  getAuditEvent as getAuditEventContract,
  getAuditPublicKey,
  getAuditState,
  listAuditEvents,
} from "@/lib/contract/operations/audit";
import { exportTrail } from "@/lib/services/audit/export-trail";
import { auditPublicKey, getAuditEvent, listTrail } from "@/lib/services/audit/read-trail";
import { trailState } from "@/lib/services/audit/trail-state";
import { operation } from "./operation";
import { plainReply, reply, trailReply } from "./reply";

export const list = operation(listAuditEvents, {
  permission: "audit:read",
  run: ({ query, context }) => plainReply(listTrail(context, query)),
});

export const get = operation(getAuditEventContract, {
  permission: "audit:read",
  run: ({ params, context }) => reply(getAuditEvent(context, params.seq)),
});

export const state = operation(getAuditState, {
  permission: "audit:read",
  run: ({ context }) => plainReply(trailState(context)),
});

export const exportAll = operation(exportAuditTrail, {
  permission: "audit:read",
  limit: "manage",
  run: ({ query, context }) => trailReply(exportTrail(context, query)),
});

export const publicKey = operation(getAuditPublicKey, {
  permission: "audit:read",
  run: ({ context }) => plainReply(auditPublicKey(context)),
});

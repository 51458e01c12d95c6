import {
  createInspection,
  createVerification,
  createVerificationBatch,
} from "@/lib/contract/operations";
import { inspectEvidence } from "@/lib/services/inspect-evidence";
import { verifyBatch, verifyEvidence } from "@/lib/services/verify-evidence";
import { operation, rawLinesOperation } from "./operation";
import { plainReply, reply } from "./reply";

export const create = operation(createVerification, {
  permission: "evidence:verify",
  limit: "verify",
  run: ({ body, context }) => reply(verifyEvidence(context, body)),
});

export const createBatch = rawLinesOperation(createVerificationBatch, {
  permission: "evidence:verify",
  limit: "verify",
  run: ({ body, context }) => plainReply(verifyBatch(context, body)),
});

export const inspect = operation(createInspection, {
  permission: "evidence:verify",
  limit: "verify",
  run: ({ body, context }) => reply(inspectEvidence(context, body)),
});

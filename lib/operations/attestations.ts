import {
  createAttestation,
  createAttestationBatch,
  getAttestation as getAttestationContract,
  getAttestationEvidence,
  getAttestationEventLogs,
  getAttestationMaterial,
  listAttestations as listAttestationsContract,
  reverifyAttestation as reverifyAttestationContract,
} from "@/lib/contract/operations";
import { attestationEventLogs } from "@/lib/services/attestation-event-logs";
import { attestationMaterial } from "@/lib/services/attestation-material";
import { getAttestation, getEvidence } from "@/lib/services/get-attestation";
import { listAttestations } from "@/lib/services/list-attestations";
import { reverifyAttestation } from "@/lib/services/reverify-attestation";
import { submitBatch } from "@/lib/services/submit-batch";
import { submitEvidence } from "@/lib/services/submit-evidence";
import { operation } from "./operation";
import { evidenceReply, keptReply, reply } from "./reply";

export const create = operation(createAttestation, {
  permission: "attestation:submit",
  limit: "submit",
  run: ({ body, context }) => keptReply(submitEvidence(context, body)),
});

export const createBatch = operation(createAttestationBatch, {
  permission: "attestation:submit",
  limit: "submit",
  run: ({ body, context }) => keptReply(submitBatch(context, body)),
});

export const list = operation(listAttestationsContract, {
  permission: "attestation:read",
  run: ({ query, context }) => reply(listAttestations(context, query)),
});

export const get = operation(getAttestationContract, {
  permission: "attestation:read",
  run: ({ params, context }) => reply(getAttestation(context, params.id)),
});

export const evidence = operation(getAttestationEvidence, {
  permission: "attestation:read",
  run: ({ params, context }) => evidenceReply(getEvidence(context, params.id)),
});

export const material = operation(getAttestationMaterial, {
  permission: "attestation:read",
  run: ({ params, context }) => reply(attestationMaterial(context, params.id)),
});

export const eventLogs = operation(getAttestationEventLogs, {
  permission: "attestation:read",
  run: ({ params, context }) => reply(attestationEventLogs(context, params.id)),
});

export const reverify = operation(reverifyAttestationContract, {
  permission: "attestation:submit",
  limit: "submit",
  run: ({ params, body, context }) => keptReply(reverifyAttestation(context, params.id, body)),
});

import type { z } from "zod";
import type { attestationEventLogsSchema } from "@/lib/contract/attestations";
import { ok, type Result } from "@/lib/rats/result";
import type { ServiceContext } from "./context";
import { contractInspection } from "./inspect-evidence";
import { inspectStored, readStoredEvidence } from "./stored-evidence";

/** Every boot and event log of an attestation, event by event. Failure: `NOT_FOUND`. */
export async function attestationEventLogs(
  context: ServiceContext,
  id: string,
): Promise<Result<z.infer<typeof attestationEventLogsSchema>>> {
  const found = await readStoredEvidence(context, id);
  if (!found.ok) return found;
  const inspection = await inspectStored(context, found.value);
  return ok({
    eventLogs: inspection === null ? [] : contractInspection(inspection).eventLogs,
  });
}

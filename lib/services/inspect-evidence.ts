import type { z } from "zod";
import { inspectEvidence as inspect } from "@/lib/appraisal/inspect-evidence";
import { fromBase64 } from "@/lib/bytes/base64";
import type { inspectionRequestSchema, inspectionSchema } from "@/lib/contract/inspection";
import type { Inspection } from "@/lib/rats/inspection";
import { fail, ok, type Result } from "@/lib/rats/result";
import { MAX_EVIDENCE_BYTES } from "@/lib/rats/verification-request";
import type { ServiceContext } from "./context";

type InspectionView = z.infer<typeof inspectionSchema>;

/** Decodes evidence and verifies nothing. Failures: `EVIDENCE_TOO_LARGE`, `EVIDENCE_UNRECOGNISED`, `EVIDENCE_TYPE_UNSUPPORTED`. */
export async function inspectEvidence(
  context: ServiceContext,
  request: z.infer<typeof inspectionRequestSchema>,
): Promise<Result<InspectionView>> {
  const evidence = evidenceBytes(request.evidence);
  if (!evidence.ok) return evidence;
  const eventLog = request.eventLog === undefined ? null : fromBase64(request.eventLog);
  if (request.eventLog !== undefined && eventLog === null) {
    return fail("REQUEST_INVALID", "The event log is not standard base64.", "/eventLog");
  }
  const inspection = await inspect({
    evidence: evidence.value,
    evidenceType: request.evidenceType,
    eventLog,
    crypto: context.runtime.crypto,
  });
  return inspection.ok ? ok(contractInspection(inspection.value)) : inspection;
}

/** The contract's type is the core's but for `readonly`. */
export function contractInspection(inspection: Inspection): InspectionView {
  return inspection as InspectionView;
}

/** A compact JWS: its evidence is the text itself. */
const COMPACT_JWS = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/** Read as the appraisal reads it. */
function evidenceBytes(text: string): Result<Uint8Array> {
  if (text.length > (MAX_EVIDENCE_BYTES * 4) / 3 + 4) {
    return fail("EVIDENCE_TOO_LARGE", `Evidence may have ${MAX_EVIDENCE_BYTES} bytes.`);
  }
  const bytes = COMPACT_JWS.test(text) ? Buffer.from(text, "utf8") : fromBase64(text);
  return bytes === null
    ? fail(
        "EVIDENCE_UNRECOGNISED",
        "The evidence is neither standard base64 nor a compact JWT.",
        "/evidence",
      )
    : ok(bytes);
}

import type { z } from "zod";
import { inspectEvidence as inspect } from "@/lib/appraisal/inspect-evidence";
import type { inspectionRequestSchema, inspectionSchema } from "@/lib/contract/inspection";
import type { Inspection } from "@/lib/rats/inspection";
import { fail, ok, type Result } from "@/lib/rats/result";
import { MAX_EVIDENCE_BYTES } from "@/lib/rats/verification-request";
import type { ServiceContext } from "./context";

type InspectionView = z.infer<typeof inspectionSchema>;

/** Decodes evidence and verifies nothing. Failures: `EVIDENCE_TOO_LARGE`, `REQUEST_INVALID`, those of the core. */
export async function inspectEvidence(
  context: ServiceContext,
  request: z.infer<typeof inspectionRequestSchema>,
): Promise<Result<InspectionView>> {
  const evidence = evidenceBytes(request.evidence);
  if (!evidence.ok) return evidence;
  const inspection = await inspect({
    evidence: evidence.value,
    evidenceType: request.evidenceType,
    crypto: context.runtime.crypto,
  });
  return inspection.ok ? ok(contractInspection(inspection.value)) : inspection;
}

/** The contract's type is the core's but for `readonly`. */
export function contractInspection(inspection: Inspection): InspectionView {
  return inspection as InspectionView;
}

/** RFC 4648, section 4: with padding, without anything else. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
/** A compact JWS: its evidence is the text itself. */
const COMPACT_JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/;

function evidenceBytes(text: string): Result<Uint8Array> {
  if (text.length > Math.ceil(MAX_EVIDENCE_BYTES / 3) * 4) {
    return fail("EVIDENCE_TOO_LARGE", `Evidence may have ${MAX_EVIDENCE_BYTES} bytes.`);
  }
  if (COMPACT_JWT.test(text)) return ok(Buffer.from(text, "utf8"));
  if (!BASE64.test(text)) {
    return fail(
      "REQUEST_INVALID",
      "/evidence: expected standard base64 with padding, or a compact JWT",
    );
  }
  return ok(Buffer.from(text, "base64"));
}

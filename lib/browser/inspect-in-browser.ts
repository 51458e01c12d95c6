import { inspectEvidence } from "@/lib/appraisal/inspect-evidence";
import { webCrypto } from "@/lib/crypto/web-crypto";
import type { Inspection } from "@/lib/rats/inspection";
import type { Result } from "@/lib/rats/result";

/** Decodes evidence on this computer; nothing is sent and nothing verified. Loaded on demand. */
export function inspectInBrowser(evidence: Uint8Array): Promise<Result<Inspection>> {
  return inspectEvidence({ evidence, crypto: webCrypto(crypto.subtle) });
}

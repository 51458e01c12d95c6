import type { CryptoPort } from "@/lib/crypto/crypto-port";
import type { Inspection } from "@/lib/rats/inspection";
export function inspectTpmQuote(_given: {
  bytes: Uint8Array;
  crypto: CryptoPort;
  eventLog: Uint8Array | null;
}): Promise<Omit<Inspection, "evidenceDigest" | "size">> {
  return Promise.resolve({
    evidenceType: "tpm-quote",
    format: {},
    fields: [],
    stoppedAt: null,
    certificates: [],
    eventLogs: [],
  });
}

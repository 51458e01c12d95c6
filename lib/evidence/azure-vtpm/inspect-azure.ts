import type { EvidenceScheme, SchemeInspection } from "@/lib/evidence/scheme";
import type { HclReportKind } from "@/lib/formats/azure-hcl/hcl-report";
import type { CryptoPort } from "@/lib/crypto/crypto-port";

export function inspectAzure(given: {
  bytes: Uint8Array;
  crypto: CryptoPort;
  eventLog: Uint8Array | null;
  kind: HclReportKind;
  evidenceType: "azure-snp-vtpm" | "azure-tdx-vtpm";
  hardware: EvidenceScheme;
}): Promise<SchemeInspection> {
  return Promise.resolve({
    evidenceType: given.evidenceType,
    format: {},
    fields: [],
    stoppedAt: null,
    certificates: [],
    eventLogs: [],
  });
}

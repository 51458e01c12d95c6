import type { CryptoPort } from "@/lib/crypto/crypto-port";
import type { CertificateView, KindInspection } from "@/lib/rats/inspection";
import type { AmdProduct } from "@/lib/trust/endorsement-source";
import { parseCertificate } from "@/lib/x509/certificate";
import { viewCertificate } from "@/lib/x509/certificate-view";
import { readCertificateTable, type CertificateTable } from "./certificate-table";
import { amdView } from "./certificate-view";
import { describeReport } from "./describe-report";
import { readKeyExtensions } from "./key-extensions";
import { REPORT_LENGTH } from "./layout";
import { parseReport } from "./report";

/** Decodes a report, and the certificates behind it, as far as it goes. Nothing is verified. */
export async function inspectReport(
  bytes: Uint8Array,
  crypto: CryptoPort,
): Promise<KindInspection> {
  const report = parseReport(bytes.subarray(0, REPORT_LENGTH));
  const table = readCertificateTable(bytes.subarray(REPORT_LENGTH));
  const ders = table.ok ? certificatesIn(table.value) : [];
  const { fields, stoppedAt } = describeReport(bytes, productIn(ders));
  return {
    evidenceType: "amd-sev-snp-report",
    format: report.ok
      ? {
          version: report.value.version,
          ...(report.value.signer ? { signer: report.value.signer } : {}),
          ...(table.ok ? { certificates: table.value.entries.length } : {}),
        }
      : {},
    fields,
    stoppedAt,
    certificates: await views(crypto, ders),
    eventLogs: [],
  };
}

function certificatesIn({ entries }: CertificateTable): readonly Uint8Array[] {
  return (["vcek", "vlek", "signer", "root"] as const).flatMap((role) =>
    entries.filter((entry) => entry.role === role).map(({ data }) => data),
  );
}

function productIn(ders: readonly Uint8Array[]): AmdProduct | null {
  for (const der of ders) {
    const certificate = parseCertificate(der, "VCEK_CHAIN_INVALID");
    const extensions = certificate.ok ? readKeyExtensions(certificate.value) : null;
    if (extensions?.ok) return extensions.value.product;
  }
  return null;
}

async function views(
  crypto: CryptoPort,
  ders: readonly Uint8Array[],
): Promise<readonly CertificateView[]> {
  const found: CertificateView[] = [];
  for (const der of ders) {
    const certificate = parseCertificate(der, "VCEK_CHAIN_INVALID");
    if (certificate.ok) found.push(await viewCertificate(crypto, certificate.value, amdView));
  }
  return found;
}

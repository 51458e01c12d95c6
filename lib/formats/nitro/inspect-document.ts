import type { CryptoPort } from "@/lib/crypto/crypto-port";
import type { EvidenceFormat } from "@/lib/rats/attestation-result";
import type { CertificateView, KindInspection } from "@/lib/rats/inspection";
import { parseCertificate } from "@/lib/x509/certificate";
import { viewCertificate, type VendorView } from "@/lib/x509/certificate-view";
import { describeNitroDocument } from "./describe-document";
import { parseNitroDocument, type NitroDocument } from "./document";

/** How the document was read, for the result's `format`. */
export function nitroFormat({ sign1, pcrs, bundle }: NitroDocument): EvidenceFormat {
  return {
    envelope: "COSE_Sign1",
    tagged: sign1.isTagged,
    algorithm: sign1.algorithm,
    digest: "SHA384",
    registers: pcrs.size,
    certificates: bundle.length + 1,
  };
}

/** Decodes a document as far as it goes, with its certificates, leaf first. */
export async function inspectNitroDocument(
  bytes: Uint8Array,
  crypto: CryptoPort,
): Promise<KindInspection> {
  const parsed = parseNitroDocument(bytes);
  const { fields, stoppedAt } = describeNitroDocument(bytes);
  const failure = parsed.ok ? null : parsed.failure;
  return {
    evidenceType: "aws-nitro-document",
    format: parsed.ok ? nitroFormat(parsed.value) : {},
    fields,
    stoppedAt: stoppedAt ?? (failure && { offset: 0, code: failure.code, detail: failure.detail }),
    certificates: parsed.ok ? await certificateViews(crypto, parsed.value) : [],
    eventLogs: [],
  };
}

/** Common names end in the part of AWS that stands behind the certificate. */
const nitroView: VendorView = {
  role({ subjectCommonName, isCa }) {
    const name = subjectCommonName ?? "";
    if (!isCa) return "Enclave";
    if (!name.endsWith(".nitro-enclaves")) return "Issuer";
    if (name.startsWith("i-")) return "Instance";
    if (name.includes(".zonal.")) return "Zone";
    return name.split(".").length > 2 ? "Region" : "Root";
  },
};

/** A certificate that can't be read is left out here; verification says what is wrong with it. */
async function certificateViews(
  crypto: CryptoPort,
  { certificate, bundle }: NitroDocument,
): Promise<readonly CertificateView[]> {
  const views: CertificateView[] = [];
  for (const der of [certificate, ...bundle.toReversed()]) {
    const parsed = parseCertificate(der, "CERT_CHAIN_INVALID");
    if (parsed.ok) views.push(await viewCertificate(crypto, parsed.value, nitroView));
  }
  return views;
}

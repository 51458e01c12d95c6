import type { CryptoPort } from "@/lib/crypto/crypto-port";
import type { EvidenceFormat } from "@/lib/rats/attestation-result";
import type { CertificateView, Inspection } from "@/lib/rats/inspection";
import { toPem } from "@/lib/x509/pem";
import { viewPemChain } from "../dcap/certificate-view";
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
): Promise<Omit<Inspection, "evidenceDigest" | "size">> {
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

/** A certificate that can't be read is left out here; verification says what is wrong with it. */
async function certificateViews(
  crypto: CryptoPort,
  { certificate, bundle }: NitroDocument,
): Promise<readonly CertificateView[]> {
  const views: CertificateView[] = [];
  for (const der of [certificate, ...bundle.toReversed()]) {
    const view = await viewPemChain(crypto, toPem(der, "CERTIFICATE"));
    if (view.ok) views.push(...view.value);
  }
  return views;
}

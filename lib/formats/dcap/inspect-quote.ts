import { toHex } from "@/lib/bytes/hex";
import { latin1 } from "@/lib/bytes/text";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import type { EvidenceFormat } from "@/lib/rats/attestation-result";
import type { EvidenceType } from "@/lib/rats/evidence-type";
import type { KindInspection } from "@/lib/rats/inspection";
import { viewPemChain } from "./certificate-view";
import { describeQuote } from "./describe-quote";
import { parseQuote, type Quote } from "./quote";

/** How the quote was read, for the result's `format`. */
export function dcapFormat(quote: Quote): EvidenceFormat {
  return {
    version: quote.version,
    ...(quote.bodyType === null ? {} : { bodyType: quote.bodyType }),
    certificationDataType: quote.certification.type,
    qeVendorId: toHex(quote.header.qeVendorId),
    trailingBytes: quote.trailing.length,
    ...(quote.trailing.length > 0 ? { trailingBytesAreZero: quote.trailing.allZero } : {}),
  };
}

/** Decodes a quote as far as it goes, with the certificates that it carries. */
export async function inspectQuote(given: {
  bytes: Uint8Array;
  evidenceType: EvidenceType;
  crypto: CryptoPort;
}): Promise<KindInspection> {
  const { bytes, evidenceType, crypto } = given;
  const parsed = parseQuote(bytes);
  const { fields, stoppedAt } = describeQuote(bytes);
  const quote = parsed.ok ? parsed.value : null;
  const certificates =
    quote?.certification.type === 5
      ? await viewPemChain(crypto, latin1(quote.certification.data))
      : null;
  return {
    evidenceType,
    format: quote
      ? { ...dcapFormat(quote), ...(quote.body.tee === "tdx" ? { tdx: quote.body.tdx } : {}) }
      : {},
    fields,
    stoppedAt,
    certificates: certificates?.ok ? certificates.value : [],
    eventLogs: [],
  };
}

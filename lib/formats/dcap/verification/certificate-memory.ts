import { toHex } from "@/lib/bytes/hex";
import { cacheSpace } from "@/lib/crypto/content-cache";
import { ok, type Result } from "@/lib/rats/result";
import { parseCertificate, type Certificate } from "@/lib/x509/certificate";
import { decodeBlock } from "@/lib/x509/pem";
import type { DcapTools } from "./dcap-inputs";

interface FingerprintedCertificate {
  readonly certificate: Certificate;
  /** SHA-256 of its DER in hex. */
  readonly fingerprint: string;
}

const CERTIFICATES = cacheSpace<Result<FingerprintedCertificate>>("certificate");

/** Reads a certificate out of its PEM text once, because roots and CAs come with every chain again. */
export function readCertificate(
  { crypto, cache }: DcapTools,
  text: string,
): Promise<Result<FingerprintedCertificate>> {
  return cache.remember(CERTIFICATES, text, async () => {
    const der = decodeBlock(text, "PCK_CHAIN_INVALID");
    if (!der.ok) return der;
    const certificate = parseCertificate(der.value, "PCK_CHAIN_INVALID");
    if (!certificate.ok) return certificate;
    const fingerprint = toHex(await crypto.digest("SHA-256", der.value));
    return ok({ certificate: certificate.value, fingerprint });
  });
}

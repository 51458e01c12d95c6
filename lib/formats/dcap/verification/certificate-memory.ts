import { fromBase64 } from "@/lib/bytes/base64";
import { toHex } from "@/lib/bytes/hex";
import { cacheSpace } from "@/lib/crypto/content-cache";
import { fail, ok, type Result } from "@/lib/rats/result";
import { parseCertificate, type Certificate } from "@/lib/x509/certificate";
import type { DcapTools } from "./dcap-inputs";

/** A certificate and the SHA-256 of its DER in hex. */
interface ReadCertificate {
  readonly certificate: Certificate;
  readonly fingerprint: string;
}

const CERTIFICATES = cacheSpace<Result<ReadCertificate>>("certificate");

/** Reads a certificate in base64 once, because roots and CAs come with every chain again. */
export function readCertificate(
  { crypto, cache }: DcapTools,
  base64: string,
): Promise<Result<ReadCertificate>> {
  return cache.remember(CERTIFICATES, base64, async () => {
    const der = fromBase64(base64);
    if (der === null) return fail("PCK_CHAIN_INVALID", "a block is no base64", "pem");
    const certificate = parseCertificate(der, "PCK_CHAIN_INVALID");
    if (!certificate.ok) return certificate;
    const fingerprint = toHex(await crypto.digest("SHA-256", der));
    return ok({ certificate: certificate.value, fingerprint });
  });
}

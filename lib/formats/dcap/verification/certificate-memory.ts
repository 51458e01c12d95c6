import { toHex } from "@/lib/bytes/hex";
import { cacheSpace } from "@/lib/crypto/content-cache";
import type { Result } from "@/lib/rats/result";
import { parseCertificate, type Certificate } from "@/lib/x509/certificate";
import type { DcapTools } from "./dcap-inputs";

const CERTIFICATES = cacheSpace<Result<Certificate>>("certificate");

/** SHA-256 of the DER in hex, and the certificate; read once, because roots and CAs come with every chain again. */
export async function readCertificate(
  { crypto, cache }: DcapTools,
  der: Uint8Array,
): Promise<{ readonly fingerprint: string; readonly certificate: Result<Certificate> }> {
  const fingerprint = toHex(await crypto.digest("SHA-256", der));
  const certificate = await cache.remember(CERTIFICATES, fingerprint, () =>
    Promise.resolve(parseCertificate(der, "PCK_CHAIN_INVALID")),
  );
  return { fingerprint, certificate };
}

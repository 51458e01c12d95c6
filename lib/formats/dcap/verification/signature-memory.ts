import { toHex } from "@/lib/bytes/hex";
import { cacheSpace } from "@/lib/crypto/content-cache";
import type { DcapTools } from "./dcap-inputs";

const SIGNATURES = cacheSpace<boolean>("signature by a certificate");

/**
 * Verifies an ECDSA P-256 signature by a certificate's key, over collateral or over the report that vouches for an
 * attestation key, once for each key, signature and digest of the signed bytes. The signature of the quote itself is never
 * remembered.
 */
export function verifyRemembered(
  { crypto, cache }: DcapTools,
  given: {
    /** DER SubjectPublicKeyInfo of the signer. */
    spki: Uint8Array;
    signature: Uint8Array;
    data: Uint8Array;
    /** `signedContent` of signature and data. */
    content: string | null;
  },
): Promise<boolean> {
  const verify = async () => {
    const key = await crypto.importSpki("ECDSA-P256-SHA256", given.spki);
    const { signature, data } = given;
    return key.ok && (await crypto.verify(key.value, signature, data, "by the caller"));
  };
  return given.content === null
    ? verify()
    : cache.remember(SIGNATURES, `${toHex(given.spki)} ${given.content}`, verify);
}

/**
 * What a signature says, as one text: the signature and the SHA-256 of the bytes under it. Null where the memory does not
 * last: no signature of these comes twice in one call.
 */
export async function signedContent(
  { crypto, cache }: DcapTools,
  signature: Uint8Array,
  data: Uint8Array,
): Promise<string | null> {
  if (!cache.lasts) return null;
  return `${toHex(signature)} ${toHex(await crypto.digest("SHA-256", data))}`;
}

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
  const { spki, signature, data, content } = given;
  const verify = async (remembered?: "by the caller") => {
    const key = await crypto.importSpki("ECDSA-P256-SHA256", spki);
    return key.ok && (await crypto.verify(key.value, signature, data, remembered));
  };
  return content === null
    ? verify()
    : cache.remember(SIGNATURES, `${toHex(spki)} ${content}`, () => verify("by the caller"));
}

/**
 * What a signature says, as one text: the signature and the SHA-256 of the bytes under it. Null where the memory does not
 * last: there `rememberingCrypto` knows a signature by its array.
 */
export async function signedContent(
  { crypto, cache }: DcapTools,
  signature: Uint8Array,
  data: Uint8Array,
): Promise<string | null> {
  if (!cache.lasts) return null;
  return `${toHex(signature)} ${toHex(await crypto.digest("SHA-256", data))}`;
}

import type { CryptoPort } from "@/lib/crypto/crypto-port";
import { portAlgorithm } from "./algorithm";
import type { Certificate } from "./certificate";

/** A certificate or a CRL. */
export interface Signed {
  readonly tbs: Uint8Array;
  readonly signature: Uint8Array;
  readonly signatureAlgorithm: string;
}

/**
 * Whether `issuer`'s key signed these bytes. The algorithm must fit the kind of key: ecdsa-with-SHA256 with P-256,
 * ecdsa-with-SHA384 with P-384, RSA PKCS #1 with the hash it names, RSA-PSS with SHA-384; false for every other pair. Whether
 * the issuer *may* sign is a question of the path.
 */
export async function isSignedBy(
  crypto: CryptoPort,
  subject: Signed,
  issuer: Certificate,
): Promise<boolean> {
  const algorithm = portAlgorithm(subject.signatureAlgorithm, issuer.keyAlgorithm);
  if (algorithm === null) return false;
  const key = await crypto.importSpki(algorithm, issuer.spki);
  return key.ok && (await crypto.verify(key.value, subject.signature, subject.tbs));
}

import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  type KeyObject,
} from "node:crypto";

/**
 * Everything secret that replicas share, derived from the one secret of the installation, so that nothing has to be
 * agreed on and nothing lies in the database.
 */
export interface InstallationSecrets {
  /** Signs session cookies and the state of sign-ins, encrypts second factors. */
  readonly sessions: string;
  /** Turns the secret of an API key into what is stored of it. */
  keyHmac(apiKey: string): Buffer;
  /** Turns an address or an e-mail into what is stored of it. */
  subjectDigest(subject: string): Buffer;
  /** Ed25519: seals the audit trail. */
  readonly auditKey: { readonly privateKey: KeyObject; readonly publicKey: KeyObject };
}

/** RFC 8410, section 7: an Ed25519 private key is its 32-byte seed inside this wrapping. */
const ED25519_PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

export function installationSecrets(root: Uint8Array): InstallationSecrets {
  const derive = (purpose: string) =>
    Buffer.from(hkdfSync("sha256", root, "attestry", `attestry ${purpose} 1`, 32));
  const pepper = derive("api keys");
  const subjects = derive("subjects");
  const privateKey = createPrivateKey({
    key: Buffer.concat([ED25519_PKCS8, derive("audit seals")]),
    format: "der",
    type: "pkcs8",
  });
  return {
    sessions: derive("sessions").toString("base64url"),
    keyHmac: (apiKey) => createHmac("sha256", pepper).update(apiKey).digest(),
    subjectDigest: (subject) => createHmac("sha256", subjects).update(subject).digest(),
    auditKey: { privateKey, publicKey: createPublicKey(privateKey) },
  };
}

/** SHA-256 of the public key's SPKI: how a seal names its key. */
export function keyIdOf(publicKey: KeyObject): Buffer {
  return createHash("sha256")
    .update(publicKey.export({ format: "der", type: "spki" }))
    .digest();
}

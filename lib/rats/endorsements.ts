/**
 * Signed vendor statements that travel with a request, are fetched, or are stored with a result.
 * Text exactly as received: signatures cover these bytes, so nothing may re-format them.
 */
export interface IntelEndorsements {
  /** `{"tcbInfo":{…},"signature":"…"}` as the PCS served it. */
  readonly tcbInfo?: string | undefined;
  /** `{"enclaveIdentity":{…},"signature":"…"}` as the PCS served it. */
  readonly qeIdentity?: string | undefined;
  /** PEM, signer first. */
  readonly tcbInfoIssuerChain?: string | undefined;
  readonly qeIdentityIssuerChain?: string | undefined;
  /** base64 DER, hex DER or PEM. */
  readonly pckCrl?: string | undefined;
  readonly pckCrlIssuerChain?: string | undefined;
  readonly rootCaCrl?: string | undefined;
  /** PEM, leaf first; for a quote that does not carry its own chain. */
  readonly pckCertChain?: string | undefined;
}

export interface AmdEndorsements {
  readonly vcek?: string | undefined;
  readonly vlek?: string | undefined;
  readonly certChain?: string | undefined;
  readonly crl?: string | undefined;
}

export interface TpmEndorsements {
  readonly akCert?: string | undefined;
  readonly akCertChain?: string | undefined;
  readonly akPublicKey?: string | undefined;
}

/** A public key of RFC 7517, as it came. */
export type JsonWebKey = Readonly<Record<string, unknown>>;

export interface JsonWebKeySet {
  readonly keys: readonly JsonWebKey[];
}

/**
 * Keys of Arm platforms. Each JWK also carries `implementationId` and, where known, `instanceId` (lower-case hex), by
 * which a token finds its key.
 */
export interface ArmEndorsements {
  readonly keys: readonly JsonWebKey[];
}

/** What is registered for one vendor of commitments: who they are, their keys, and the JSON Schema of what they say. */
export interface VendorEndorsements {
  readonly name: string;
  readonly keys: readonly JsonWebKey[];
  readonly schema?: Readonly<Record<string, unknown>> | undefined;
}

export interface Endorsements {
  readonly intel?: IntelEndorsements | undefined;
  readonly amd?: AmdEndorsements | undefined;
  readonly tpm?: TpmEndorsements | undefined;
  readonly jwks?: JsonWebKeySet | undefined;
  readonly arm?: ArmEndorsements | undefined;
  readonly vendor?: VendorEndorsements | undefined;
}

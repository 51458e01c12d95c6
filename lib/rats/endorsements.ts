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

export interface Endorsements {
  readonly intel?: IntelEndorsements | undefined;
  readonly amd?: AmdEndorsements | undefined;
  readonly tpm?: TpmEndorsements | undefined;
  readonly jwks?: { readonly keys: readonly Record<string, unknown>[] } | undefined;
}

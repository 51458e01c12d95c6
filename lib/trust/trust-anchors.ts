/** A root that is trusted by value: the whole certificate must have this digest. */
export interface TrustAnchor {
  readonly name: string;
  /** SHA-256 of the DER certificate, lower-case hex. */
  readonly sha256: string;
  /** `built-in`: shipped with the product. `given`: came with the request. */
  readonly origin: "built-in" | "given";
}

/**
 * Intel SGX Root CA, the root of SGX and TDX attestation.
 * https://certificates.trustedservices.intel.com/Intel_SGX_Provisioning_Certification_RootCA.cer, read 2026-11-21:
 * serial 22650cd65a9d3489f383b49552bf501b392706ac, P-256, valid from 2018-05-21 to 2049-12-31.
 */
export const INTEL_SGX_ROOT_CA: TrustAnchor & {
  readonly spki: string;
  readonly spkiSha256: string;
} = {
  name: "Intel SGX Root CA",
  sha256: "44a0196b2b99f889b8e149e95b807a350e7424964399e885a7cbb8ccfab674d3",
  origin: "built-in",
  /** base64 DER SubjectPublicKeyInfo. */
  spki: "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEC6nEwMDIYZOj/iPWsCzaEKi71OiOSLRFhWGjbnBVJfVnkY4u3IjkDYYL0MxO4mqsyYjlBalTVYxFP2sJBK5zlA==",
  spkiSha256: "a0af031289f5d5d4132f9186068a7fc13628633ba235777472e29b6b6c67a49e",
};

/** What is trusted when a request brings no anchors of its own. */
export const BUILT_IN_ANCHORS: readonly TrustAnchor[] = [INTEL_SGX_ROOT_CA];

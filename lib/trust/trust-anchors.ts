/** What a root may vouch for. A built-in root vouches for its own vendor and product, never for another's. */
export const ANCHOR_USAGES = [
  "intel-sgx",
  "amd-milan",
  "amd-genoa",
  "amd-turin",
  "aws-nitro",
  "tpm-ak",
  "gcp-confidential-space",
  "intel-trust-authority",
  "azure-maa",
  "nvidia-nras",
  "nvidia-device",
  "arm-cca",
  "vendor",
] as const;
export type AnchorUsage = (typeof ANCHOR_USAGES)[number];

/**
 * `built-in`: shipped with the product. `given`: came with the request. `simulation`: says of itself that it is one of
 * the simulator's, wherever it came from.
 */
export type AnchorOrigin = "built-in" | "given" | "simulation";

/** A root that is trusted by value: the whole certificate must have this digest. */
export interface TrustAnchor {
  readonly name: string;
  /** SHA-256 of the DER certificate, lower-case hex. */
  readonly sha256: string;
  readonly origin: AnchorOrigin;
  /** Roots that came with a request vouch for whatever they are given for. */
  readonly usages: readonly AnchorUsage[] | "any";
}

/** The organization in the subject of every root that the simulator makes, and of nothing else. */
export const SIMULATION_ORGANIZATION = "Attestry Simulation";

export function anchorsFor(
  anchors: readonly TrustAnchor[],
  usage: AnchorUsage,
): readonly TrustAnchor[] {
  return anchors.filter(({ usages }) => usages === "any" || usages.includes(usage));
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
  usages: ["intel-sgx"],
  /** base64 DER SubjectPublicKeyInfo. */
  spki: "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEC6nEwMDIYZOj/iPWsCzaEKi71OiOSLRFhWGjbnBVJfVnkY4u3IjkDYYL0MxO4mqsyYjlBalTVYxFP2sJBK5zlA==",
  spkiSha256: "a0af031289f5d5d4132f9186068a7fc13628633ba235777472e29b6b6c67a49e",
};

/** An AMD root key (ARK): self-signed, RSA-4096, the root of one product's SEV-SNP keys. */
interface AmdRoot extends TrustAnchor {
  /** Of the DER SubjectPublicKeyInfo, lower-case hex. */
  readonly spkiSha256: string;
}

/**
 * ARK-Milan, https://kdsintf.amd.com/vcek/v1/Milan/cert_chain, second certificate; the same bytes stand in
 * google/go-sev-guest, verify/trust (commit af1c107), read 2026-11-21: valid from 2020-10-22 to 2045-10-22.
 */
export const AMD_ARK_MILAN: AmdRoot = {
  name: "AMD ARK-Milan",
  sha256: "69d063b45344d26a2e94e1f4210de49ef555308287d4c174445c95639a540bcd",
  origin: "built-in",
  usages: ["amd-milan"],
  spkiSha256: "9f056bee44377e29308cb5ffa895bdfb62d18881fa6bed8d6f075b0204089cb9",
};

/** ARK-Genoa, of https://kdsintf.amd.com/vcek/v1/Genoa/cert_chain: valid from 2022-01-26 to 2047-01-26. */
export const AMD_ARK_GENOA: AmdRoot = {
  name: "AMD ARK-Genoa",
  sha256: "4c6598d19c18719c5dfd4a7d335f674e5bfe1d8f800cea2cf270c10d103db2f1",
  origin: "built-in",
  usages: ["amd-genoa"],
  spkiSha256: "429a69c9422aa258ee4d8db5fcda9c6470ef15f8cd5a9cebd6cbc7d90b863831",
};

/** ARK-Turin, of https://kdsintf.amd.com/vcek/v1/Turin/cert_chain: valid from 2023-05-15 to 2048-05-15. */
export const AMD_ARK_TURIN: AmdRoot = {
  name: "AMD ARK-Turin",
  sha256: "1f084161a44bb6d93778a904877d4819cafa5d05ef4193b2ded9dd9c73dd3f6a",
  origin: "built-in",
  usages: ["amd-turin"],
  spkiSha256: "4f125410563a2ab9a50356f9243f6fe0b6f73de98603f53f90339c70e9d7ad08",
};

/**
 * AWS Nitro Enclaves Root-G1 of the commercial partition, the first certificate of every document's `cabundle`;
 * https://aws-nitro-enclaves.amazonaws.com/AWS_NitroEnclaves_Root-G1.zip, as the AWS Nitro Enclaves user guide prints its
 * fingerprint, read 2026-11-21: P-384, valid from 2019-10-28 to 2049-10-28. (The digest of the zip is another one.)
 */
export const AWS_NITRO_ROOT_G1: TrustAnchor & { readonly spkiSha256: string } = {
  name: "AWS Nitro Enclaves Root-G1",
  sha256: "641a0321a3e244efe456463195d606317ed7cdcc3c1756e09893f3c68f79bb5b",
  origin: "built-in",
  usages: ["aws-nitro"],
  /** Of the DER SubjectPublicKeyInfo, lower-case hex. */
  spkiSha256: "f2caf5ecc6190b4a8399b78bc58a2bbcd0382375db8a1bfd78a82743874fd225",
};

/** What is trusted when a request brings no anchors of its own. */
export const BUILT_IN_ANCHORS: readonly TrustAnchor[] = [
  INTEL_SGX_ROOT_CA,
  AMD_ARK_MILAN,
  AMD_ARK_GENOA,
  AMD_ARK_TURIN,
  AWS_NITRO_ROOT_G1,
];

interface Meaning {
  readonly description: string;
  readonly specification: string;
}

const JWS = "RFC 7515 section 4.1";
const JWT = "RFC 7519 section 4.1";
const EAT = "RFC 9711, Entity Attestation Token";
const GCP = "Google Cloud, Confidential Space token claims";
const MAA = "Microsoft, Azure Attestation claim sets";
const ITA = "Intel Trust Authority, attestation token claims";
const NVIDIA = "NVIDIA Attestation, claims of the verifiers";

/** One sentence for each member of headers and claims that people meet, by its name; also for the field dictionary. */
export const CLAIM_DICTIONARY: Readonly<Record<string, readonly [string, string]>> = {
  alg: ["The signature algorithm; only those on the service's list are accepted.", JWS],
  kid: ["Names the key of the issuer's key set that signed.", JWS],
  typ: ["The type of this object.", JWS],
  jku: ["Where the issuer says its key set is; a hint that is not followed.", JWS],
  x5c: ["The signer's certificates, leaf first; they count only under a trust anchor.", JWS],
  iss: ["Who issued the token; compared as a whole.", JWT],
  sub: ["Whom the token is about.", JWT],
  aud: ["For whom the token was made.", JWT],
  exp: ["The second from which on the token is not valid any more.", JWT],
  nbf: ["The second from which on the token is valid.", JWT],
  iat: ["The second in which the token was issued.", JWT],
  jti: ["An identifier of this very token.", JWT],
  eat_nonce: ["The nonces that the relying party sent.", EAT],
  eat_profile: ["The profile that the claims follow.", EAT],
  ueid: ["Identifies the device.", EAT],
  oemid: ["Who made the device.", EAT],
  hwmodel: ["The model of the hardware.", EAT],
  swname: ["The name of the software that runs.", EAT],
  swversion: ["The version of the software that runs.", EAT],
  secboot: ["Whether secure boot is on.", EAT],
  dbgstat: ["Whether somebody can debug the device.", EAT],
  intuse: ["What the token is meant for.", EAT],
  measres: ["Whether the measurements match the maker's reference values.", EAT],
  submods: ["What is said about parts of the device, or digests of it.", EAT],
  support_attributes: ["Which support Google gives this image; debug images have none.", GCP],
  image_digest: ["The digest of the container image that runs.", GCP],
  image_reference: ["Where the image came from; a tag in it can be moved.", GCP],
  image_id: ["The digest of the image's configuration.", GCP],
  env_override: ["Environment variables that the operator changed.", GCP],
  cmd_override: ["Arguments that the operator changed.", GCP],
  google_service_accounts: ["Accounts that the workload may act as.", GCP],
  "x-ms-ver": ["The version of these claims.", MAA],
  "x-ms-attestation-type": ["What was attested: an enclave, a machine, or a guest.", MAA],
  "x-ms-isolation-tee": ["The claims about the hardware under a guest.", MAA],
  "x-ms-compliance-status": ["Whether the platform is as Microsoft wants it.", MAA],
  "x-ms-policy-hash": ["The hash of the policy by which the instance's owner judges.", MAA],
  "x-ms-policy-signer": ["Who signed that policy.", MAA],
  "x-ms-runtime": ["Keys and data that the attester bound into its report.", MAA],
  "x-ms-sevsnpvm-launchmeasurement": ["The measurement of the machine at its launch.", MAA],
  "x-ms-sevsnpvm-reportdata": ["The report data of the SEV-SNP report.", MAA],
  "x-ms-sevsnpvm-is-debuggable": ["Whether the host may debug the machine.", MAA],
  "x-ms-sevsnpvm-migration-allowed": ["Whether a migration agent may move the machine.", MAA],
  secureboot: ["Whether secure boot is on in the guest.", MAA],
  attester_type: ["The kind of hardware that attested.", ITA],
  attester_tcb_status: ["How well patched the platform is, in Intel's words.", ITA],
  attester_tcb_date: ["The date of the patch level that the platform reached.", ITA],
  attester_advisory_ids: ["Advisories that apply to the platform.", ITA],
  attester_held_data: ["Data that the attester bound into its report.", ITA],
  verifier_nonce: ["The nonce that the service issued.", ITA],
  policy_ids_matched: ["Policies of the service that the attester matched.", ITA],
  policy_ids_unmatched: ["Policies of the service that the attester did not match.", ITA],
  sgx_mrenclave: ["The measurement of the enclave.", ITA],
  sgx_mrsigner: ["The hash of the key that signed the enclave.", ITA],
  sgx_report_data: ["The report data of the enclave's report.", ITA],
  tdx_mrtd: ["The measurement of the trust domain at its launch.", ITA],
  tdx_report_data: ["The report data of the trust domain's report.", ITA],
  "x-nvidia-overall-att-result": ["Whether every device was found good.", NVIDIA],
  "x-nvidia-gpu-driver-version": ["The version of the GPU's driver.", NVIDIA],
  "x-nvidia-gpu-vbios-version": ["The version of the GPU's firmware.", NVIDIA],
  "x-nvidia-mismatch-measurement-records": ["Measurements that differ from the reference.", NVIDIA],
};

/** What a member means; claims that no table names are the issuer's own. */
export function claimDescription(name: string | null): Meaning {
  const known = name !== null && Object.hasOwn(CLAIM_DICTIONARY, name);
  const [description, specification] = (known ? CLAIM_DICTIONARY[name] : undefined) ?? [
    "A member that the issuer defines.",
    "RFC 7519 section 4.3, private claim names",
  ];
  return { description, specification };
}

import { fromBase64Url } from "@/lib/bytes/base64";
import { latin1 } from "@/lib/bytes/text";
import { looksLikeCompactJws, MAX_TOKEN_LENGTH } from "@/lib/formats/jws/jws";

export const TOKEN_KINDS = [
  "gcp-confidential-space",
  "azure-maa",
  "intel-trust-authority",
  "nvidia-nras",
  "nvidia-local",
  "vendor-commitment",
] as const;
export type TokenKind = (typeof TOKEN_KINDS)[number];

export const GCP_ISSUER = "https://confidentialcomputing.googleapis.com";
export const NRAS_ISSUER = "https://nras.attestation.nvidia.com";
export const NVIDIA_LOCAL_ISSUER = "NVAT-LOCAL-VERIFIER";
export const MAA_ISSUER =
  /^https:\/\/[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9-]+)+\.attest\.azure\.net$/;
export const COMMITMENT_TYPE = "vendor-commitment+jws";
/** What the service called itself in 2023; its keys are at today's address. */
export const ITA_EARLY_ISSUER = "Intel Trust Authority";
export const ITA_ISSUERS = [
  "https://portal.trustauthority.intel.com",
  "https://portal.eu.trustauthority.intel.com",
  ITA_EARLY_ISSUER,
] as const;

/**
 * Which service's token these bytes are, by one rule for all of them, so that no two kinds claim the same token. Only a
 * look at the text for detection: which issuer a token really names, and whether it is accepted, is judged later.
 */
export function tokenKindOf(bytes: Uint8Array): TokenKind | null {
  if (bytes.length > MAX_TOKEN_LENGTH || !looksLikeCompactJws(bytes)) return null;
  const [header = "", payload = ""] = latin1(bytes).split(".");
  return kindByText(decoded(header), decoded(payload));
}

function decoded(part: string): string {
  const bytes = fromBase64Url(part);
  return bytes === null ? "" : latin1(bytes);
}

function kindByText(header: string, payload: string): TokenKind | null {
  if (header.includes(COMMITMENT_TYPE)) return "vendor-commitment";
  const issuers = [...payload.matchAll(/"iss"\s*:\s*"([^"\\]*)"/g)].map(
    ([, issuer = ""]) => issuer,
  );
  const names = (wanted: string) => issuers.includes(wanted);
  if (names(GCP_ISSUER)) return "gcp-confidential-space";
  if (issuers.some((issuer) => MAA_ISSUER.test(issuer))) return "azure-maa";
  if (names(NVIDIA_LOCAL_ISSUER)) return "nvidia-local";
  if (names(NRAS_ISSUER)) return "nvidia-nras";
  if (ITA_ISSUERS.some(names)) return "intel-trust-authority";
  // No known issuer: a private instance, or a mistake that the checks should explain.
  const has = (member: string) => payload.includes(`"${member}"`);
  if (has("confidential_space")) return "gcp-confidential-space";
  if (has("x-ms-attestation-type")) return "azure-maa";
  if (payload.includes('"x-nvidia-')) return "nvidia-nras";
  return has("verifier_instance_ids") || has("attester_type") ? "intel-trust-authority" : null;
}

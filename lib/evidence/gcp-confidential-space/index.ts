import { tokenScheme } from "@/lib/evidence/tokens/token-scheme";
import { pinsTokens, tokenKnobs } from "@/lib/evidence/tokens/token-knobs";
import { textNonces } from "@/lib/evidence/tokens/token-nonces";
import type { EvidenceScheme } from "@/lib/evidence/scheme";
import { claimAt, claimText, textsAt } from "@/lib/formats/tokens/claim-reader";
import { GCP_ISSUER } from "@/lib/formats/tokens/token-kind";
import { gcpClaims } from "./claims";
import { gcpChecks } from "./checks";

/**
 * Tokens of Google Cloud Confidential Space, both kinds: OIDC (key by `kid` in Google's key set) and PKI (certificates in
 * the header, to be ended by a given root). Google Cloud, "Confidential Space: token claims".
 */
export const gcpConfidentialSpaceScheme: EvidenceScheme = tokenScheme({
  evidenceType: "gcp-confidential-space-token",
  kindName: "Google Confidential Space",
  kind: "gcp-confidential-space",
  profile: {
    service: "Google Confidential Space",
    usage: "gcp-confidential-space",
    algorithms: ["RS256"],
    issuers: [GCP_ISSUER],
    allowsChainInHeader: true,
  },
  format: (claims) => ({ software: claimText(claimAt(claims, "swname")).slice(0, 64) }),
  carries: (claims) => ({
    ...textNonces(textsAt(claims, "eat_nonce")),
    reportData: null,
    userData: null,
  }),
  judge: (_tools, claims) =>
    Promise.resolve({ checks: gcpChecks(claims), claims: gcpClaims(claims), tcb: null }),
  knobs: tokenKnobs,
  pins: pinsTokens,
});

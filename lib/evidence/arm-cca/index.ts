import type { CarriedData, EvidenceScheme } from "@/lib/evidence/scheme";
import { looksLikeArmToken, parseArmToken, type ArmToken } from "@/lib/formats/arm/arm-token";
import { armFormat, inspectArmToken } from "@/lib/formats/arm/inspect-token";
import { verifyArmToken } from "@/lib/formats/arm/verification/verify-token";
import { ok } from "@/lib/rats/result";
import { anchorsFor } from "@/lib/trust/trust-anchors";
import { armClaims } from "./claims";
import { armKnobs, pinsArm } from "./knobs";

/** Arm: attestation tokens of CCA realms, and PSA tokens of platforms alone. Their keys come with the request. */
export const armScheme: EvidenceScheme = {
  evidenceType: "arm-cca-token",
  kindName: "Arm CCA",
  recognises: looksLikeArmToken,
  inspect: inspectArmToken,
  knobs: (rules, claims) => armKnobs(rules.arm ?? {}, claims),
  pins: ({ arm }) => pinsArm(arm),
  open(bytes) {
    const parsed = parseArmToken(bytes);
    if (!parsed.ok) return parsed;
    const token = parsed.value;
    return ok({
      format: armFormat(token),
      productName: token.token === "cca" ? "Arm CCA" : "Arm PSA",
      carries: carriedBy(token),
      prepare: (tools, { endorsements }) =>
        Promise.resolve({
          requiredEndorsements: [],
          async verify({ anchors, at, rules }) {
            const found = await verifyArmToken(tools, token, {
              keys: endorsements.arm?.keys ?? [],
              anchors: anchorsFor(anchors, "arm-cca"),
              at,
              rules,
            });
            return {
              checks: found.checks,
              claims: armClaims(token),
              tcb: null,
              chain: found.chain,
              root: found.root,
              ceiling: "hardware",
              submodules: [],
            };
          },
        }),
    });
  },
};

/**
 * A realm's challenge has 64 bytes; whoever asks with fewer finds zeros behind them, and all 64 are compared. A PSA token's
 * nonce is compared as it stands.
 */
function carriedBy(token: ArmToken): CarriedData {
  if (token.token === "psa") {
    const { nonce } = token.platform.claims;
    return { reportData: null, nonces: [nonce], userData: null, issuedAt: null };
  }
  const { challenge } = token.realm.claims;
  return { reportData: challenge, nonces: null, userData: null, issuedAt: null };
}

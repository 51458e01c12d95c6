import type { EvidenceScheme } from "@/lib/evidence/scheme";
import { looksLikeNitroDocument, parseNitroDocument } from "@/lib/formats/nitro/document";
import { inspectNitroDocument, nitroFormat } from "@/lib/formats/nitro/inspect-document";
import { verifyNitroDocument } from "@/lib/formats/nitro/verification/verify-document";
import { ok } from "@/lib/rats/result";
import { anchorsFor } from "@/lib/trust/trust-anchors";
import { nitroClaims } from "./claims";
import { nitroKnobs } from "./knobs";

const NAME = "AWS Nitro Enclaves";

/** AWS Nitro Enclaves: attestation documents of the Nitro Secure Module. */
export const nitroScheme: EvidenceScheme = {
  evidenceType: "aws-nitro-document",
  kindName: NAME,
  recognises: looksLikeNitroDocument,
  inspect: inspectNitroDocument,
  knobs: (rules, claims) => nitroKnobs(rules.nitro ?? {}, claims),
  pins: ({ nitro }) => nitro?.moduleId !== undefined || Object.keys(nitro?.pcrs ?? {}).length > 0,
  open(bytes) {
    const parsed = parseNitroDocument(bytes);
    if (!parsed.ok) return parsed;
    const document = parsed.value;
    return ok({
      format: nitroFormat(document),
      productName: NAME,
      carries: {
        reportData: null,
        nonces: document.nonce ? [document.nonce] : [],
        userData: document.userData,
        issuedAt: document.timestamp,
      },
      prepare: (tools) =>
        Promise.resolve({
          requiredEndorsements: [],
          async verify({ anchors, at }) {
            const found = await verifyNitroDocument(tools, document, {
              anchors: anchorsFor(anchors, "aws-nitro"),
              at,
            });
            return {
              checks: found.checks,
              claims: nitroClaims(document),
              tcb: null,
              chain: found.chain,
              root: found.anchor?.origin ?? null,
              ceiling: "hardware",
              submodules: [],
            };
          },
        }),
    });
  },
};

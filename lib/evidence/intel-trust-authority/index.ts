import { fromBase64 } from "@/lib/bytes/base64";
import { fromHex } from "@/lib/bytes/hex";
import type { JsonObject } from "@/lib/bytes/strict-json";
import type { EvidenceScheme } from "@/lib/evidence/scheme";
import { tcbChecks, tcbSummary } from "@/lib/evidence/tokens/tcb-claims";
import { pinsTee, teeKnobs } from "@/lib/evidence/tokens/tee-knobs";
import { tokenScheme } from "@/lib/evidence/tokens/token-scheme";
import { textAt } from "@/lib/formats/tokens/claim-reader";
import { ITA_ISSUERS } from "@/lib/formats/tokens/token-kind";
import { itaChecks } from "./checks";
import { attesterPart, attesterType, heldData, itaClaims, reportDataOf } from "./claims";
import { reportDataCheck } from "./report-data-check";

/** Tokens of Intel Trust Authority, claims version 1 (flat) and 2 (one object for each attester), for SGX and TDX. */
export const intelTrustAuthorityScheme: EvidenceScheme = tokenScheme({
  evidenceType: "intel-trust-authority-token",
  kindName: "Intel Trust Authority",
  kind: "intel-trust-authority",
  profile: {
    service: "Intel Trust Authority",
    usage: "intel-trust-authority",
    algorithms: ["PS384", "RS256"],
    issuers: ITA_ISSUERS,
    allowsChainInHeader: false,
  },
  format: (claims) => ({ attester: (attesterType(claims) ?? "none named").slice(0, 64) }),
  carries: carriedBy,
  async judge({ crypto }, claims, { rules }) {
    return {
      checks: [
        ...itaChecks(claims),
        await reportDataCheck(crypto, claims),
        ...tcbChecks(attesterPart(claims), rules),
      ],
      claims: itaClaims(claims),
      tcb: tcbSummary(attesterPart(claims)),
    };
  },
  knobs: teeKnobs,
  pins: pinsTee,
});

/** The nonce is the service's own, base64 of bytes; without one there is the report data. */
function carriedBy(claims: JsonObject) {
  const part = attesterPart(claims);
  const text = textAt(part, "verifier_nonce.val") ?? textAt(claims, "verifier_nonce.val");
  const nonce = text === null || text === "" ? null : fromBase64(text);
  const reportData = reportDataOf(claims);
  return {
    ...(text === null || nonce === null
      ? { nonces: null }
      : { nonces: [nonce], nonceTexts: [text] }),
    reportData: reportData === null ? null : fromHex(reportData),
    userData: heldData(claims),
  };
}

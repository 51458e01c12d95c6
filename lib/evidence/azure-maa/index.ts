import { fromBase64, fromBase64Url } from "@/lib/bytes/base64";
import { fromHex } from "@/lib/bytes/hex";
import type { JsonObject } from "@/lib/bytes/strict-json";
import type { EvidenceScheme } from "@/lib/evidence/scheme";
import { tcbChecks, tcbSummary } from "@/lib/evidence/tokens/tcb-claims";
import { pinsTee, teeKnobs } from "@/lib/evidence/tokens/tee-knobs";
import { textNonces } from "@/lib/evidence/tokens/token-nonces";
import { tokenScheme } from "@/lib/evidence/tokens/token-scheme";
import { claimAt, claimText, textAt, textsAt } from "@/lib/formats/tokens/claim-reader";
import { MAA_ISSUER } from "@/lib/formats/tokens/token-kind";
import { maaChecks } from "./checks";
import { attestedPart, hardwareType, maaClaims, reportDataOf } from "./claims";

/**
 * Tokens of Microsoft Azure Attestation: SGX enclaves, SEV-SNP and TDX machines, and guests that attest through their
 * vTPM. The rules behind a token belong to whoever owns the instance, so its issuer (and best its policy's hash, by
 * `token.requiredClaims`) has to be pinned. Microsoft, "Azure Attestation: claim sets".
 */
export const azureMaaScheme: EvidenceScheme = tokenScheme({
  evidenceType: "azure-maa-token",
  kindName: "Microsoft Azure Attestation",
  kind: "azure-maa",
  profile: {
    service: "Microsoft Azure Attestation",
    usage: "azure-maa",
    algorithms: ["RS256"],
    issuers: [],
    customerIssuer: MAA_ISSUER,
    allowsChainInHeader: false,
  },
  format: (claims) => ({
    attestationType: claimText(claimAt(claims, "x-ms-attestation-type")).slice(0, 64),
  }),
  carries: carriedBy,
  judge(_tools, claims, { rules }) {
    const part = attestedPart(claims);
    // Only trust domains have a TCB status; the service has judged the patch level of other hardware by its own policy.
    const hasStatus = hardwareType(claims) === "tdxvm" || part["attester_tcb_status"] !== undefined;
    return Promise.resolve({
      checks: [...maaChecks(claims), ...(hasStatus ? tcbChecks(part, rules) : [])],
      claims: maaClaims(claims),
      tcb: hasStatus ? tcbSummary(part) : null,
    });
  },
  knobs: teeKnobs,
  pins: pinsTee,
});

const NONCE_CLAIMS = ["nonce", "x-ms-runtime.client-payload.nonce", "x-ms-inittime.nonce"];

/** Guests put their nonce into the payload that they send along; enclaves have their report data. */
function carriedBy(claims: JsonObject) {
  const texts = NONCE_CLAIMS.flatMap((path) => textsAt(claims, path)).filter((text) => text !== "");
  const reportData = reportDataOf(claims);
  const isTextual = texts.length > 0;
  const userData = textAt(attestedPart(claims), "x-ms-runtime.user-data");
  return {
    ...(isTextual ? textNonces(texts) : { nonces: null }),
    reportData: reportData === null ? null : fromHex(reportData),
    userData: userData === null ? null : (fromHex(userData) ?? heldData(userData)),
  };
}

function heldData(text: string): Uint8Array | null {
  return fromBase64(text) ?? fromBase64Url(text);
}

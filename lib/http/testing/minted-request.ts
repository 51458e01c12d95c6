import type { VerificationRequest } from "@/lib/rats/verification-request";
import { mintIntel, type MintedIntel } from "@/lib/simulator/intel/mint-intel";
import { createIntelPki, type IntelPki } from "@/lib/simulator/intel/pki";

/** Requests that stand on their own: quote, collateral, root and moment. */
export interface MintedRequests {
  readonly pki: IntelPki;
  readonly tdx: MintedIntel;
  /** Affirming under `strict`. */
  readonly good: VerificationRequest;
  /** One bit of the signed body changed. */
  readonly forged: VerificationRequest;
  /** Affirming; another TD, so another evidence digest. */
  another(seed: number): Promise<VerificationRequest>;
}

export async function mintRequests(): Promise<MintedRequests> {
  const pki = await createIntelPki();
  const tdx = await mintIntel({ pki });
  const flipped = Uint8Array.from(tdx.quote);
  const place = tdx.signedLength - 1;
  flipped[place] = (flipped[place] ?? 0) ^ 1;
  return {
    pki,
    tdx,
    good: requestOf(tdx),
    forged: { ...requestOf(tdx), evidence: Buffer.from(flipped).toString("base64") },
    another: async (seed) => {
      const reportData = Uint8Array.from({ length: 64 }, (_, index) => (seed + index) % 251);
      return requestOf(await mintIntel({ pki, td: { reportData } }));
    },
  };
}

export function requestOf(minted: MintedIntel): VerificationRequest {
  return {
    evidence: Buffer.from(minted.quote).toString("base64"),
    endorsements: { intel: { ...minted.endorsements } },
    trustAnchors: minted.trustAnchors,
    policy: "strict",
    verifyAt: minted.at,
  };
}

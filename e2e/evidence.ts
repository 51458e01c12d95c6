import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { readCollateral } from "@/cli/read-collateral";
import { sampleEvidence } from "@/lib/browser/sample-evidence";
import type { EvidenceType } from "@/lib/rats/evidence-type";
import { mintIntel, type MintedIntel } from "@/lib/simulator/intel/mint-intel";
import { createIntelPki, type IntelPki } from "@/lib/simulator/intel/pki";
import { VECTORS_FOLDER, whyAbsent } from "@/scripts/vectors/read-cases";

/** A request as the API takes it; the console's pages show what came of it. */
export type RequestBody = Readonly<Record<string, unknown>>;

let pki: Promise<IntelPki> | undefined;

/** Evidence under a root of our own: it needs nobody's files. */
export async function minted(options: Parameters<typeof mintIntel>[0] = {}): Promise<MintedIntel> {
  pki ??= createIntelPki();
  return mintIntel({ pki: await pki, ...options });
}

/** A request that brings everything that was minted. */
export function requestFor(evidence: MintedIntel, changes: RequestBody = {}): RequestBody {
  return {
    evidence: Buffer.from(evidence.quote).toString("base64"),
    endorsements: { intel: evidence.endorsements },
    trustAnchors: evidence.trustAnchors,
    verifyAt: evidence.at,
    ...changes,
  };
}

/** The same request with one bit of the signed body changed. */
export function changed(request: RequestBody): RequestBody {
  const bytes = Buffer.from(String(request["evidence"]), "base64");
  bytes.writeUInt8(bytes.readUInt8(200) ^ 1, 200);
  return { ...request, evidence: bytes.toString("base64") };
}

/** A simulated piece of any kind with all that it needs, under the one policy that takes it. */
export async function sample(evidenceType: EvidenceType): Promise<RequestBody> {
  const { evidence, endorsements, trustAnchors, eventLog } = await sampleEvidence(evidenceType);
  return {
    evidence: Buffer.from(evidence).toString("base64"),
    endorsements,
    trustAnchors,
    policy: "relaxed",
    ...(eventLog === null ? {} : { eventLog }),
  };
}

/** A TD with an SEV-SNP report beside it, one bit of which was changed. */
export async function composite(): Promise<RequestBody> {
  const whole = await sample("intel-tdx-quote");
  const { evidence, endorsements, trustAnchors } = changed(await sample("amd-sev-snp-report"));
  return {
    ...whole,
    trustAnchors: [whole["trustAnchors"], trustAnchors].flat(),
    submodules: [{ name: "cpu1", evidence, endorsements }],
  };
}

/** A real quote that lies beside the checkout, or the reason why there is none. */
export interface RealCase {
  readonly quoteFile: string;
  readonly collateralFile: string;
  readonly at: string;
}

export const REAL_TDX: RealCase = {
  quoteFile: path.join(VECTORS_FOLDER, "tdx/phala-quote-v4/quote.bin"),
  collateralFile: path.join(VECTORS_FOLDER, "tdx/phala-quote-v4/collateral.json"),
  at: "2025-07-04T10:00:00Z",
};
export const REAL_SGX: RealCase = {
  quoteFile: path.join(VECTORS_FOLDER, "sgx/phala-quote-v3/quote.bin"),
  collateralFile: path.join(VECTORS_FOLDER, "sgx/phala-quote-v3/collateral.json"),
  at: "2025-07-04T10:00:00Z",
};
export const REAL_REJECTED: RealCase = {
  quoteFile: path.join(VECTORS_FOLDER, "tdx/phala-quote-v5-outdated/quote.bin"),
  collateralFile: path.join(VECTORS_FOLDER, "tdx/phala-quote-v5-outdated/collateral.json"),
  at: "2026-03-05T10:00:00Z",
};

export const whyNoRealEvidence = whyAbsent();

export async function realRequest(real: RealCase, changes: RequestBody = {}): Promise<RequestBody> {
  if (!existsSync(real.quoteFile)) throw new Error("there is no real evidence here");
  const bytes = readFileSync(real.collateralFile);
  const collateral = await readCollateral([{ file: real.collateralFile, bytes }]);
  if (!collateral.ok) throw new Error(collateral.failure.detail);
  return {
    evidence: readFileSync(real.quoteFile).toString("base64"),
    endorsements: collateral.value.endorsements,
    verifyAt: real.at,
    ...changes,
  };
}

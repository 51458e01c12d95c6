import { initWasmSevSnpUtilsSdk, verify_attestation_report } from "@lit-protocol/sev-snp-utils-sdk";
import type { SnpVector } from "@/lib/appraisal/testing/snp-vectors";
import type { Subject } from "./rounds";

export const WASM_SNP = "@lit-protocol/sev-snp-utils-sdk";

/** Holds Milan's ARK and ASK itself, so it is given the report and the VCEK; throws when it refuses. */
export async function wasmSnpPeer({ report, amd }: SnpVector): Promise<Subject> {
  await initWasmSevSnpUtilsSdk();
  const text = Buffer.from(report).toString("base64");
  const vcek = Buffer.from(amd.vcek ?? "", "base64");
  return { name: WASM_SNP, run: () => verify_attestation_report(text, vcek) };
}

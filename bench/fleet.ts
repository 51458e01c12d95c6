import { mintIntel } from "@/lib/simulator/intel/mint-intel";
import { createIntelPki } from "@/lib/simulator/intel/pki";
import { createSigningKey } from "@/lib/simulator/signing-key";
import { parseQuote } from "@/lib/formats/dcap/quote";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import type { BenchInput } from "./inputs";

export interface Fleet {
  readonly requests: readonly VerificationRequest[];
  readonly at: Date;
}

/**
 * Quotes of which no two are the same, under one root and with one set of collateral. `known`: one machine makes all of
 * them, so they share the certificates and the report that vouches for the attestation key. `new`: each has an attestation
 * key and a PCK key of its own.
 */
export async function mintFleet(
  name: BenchInput["name"],
  { platforms, count }: { readonly platforms: "known" | "new"; readonly count: number },
): Promise<Fleet> {
  const tee = name === "TDX" ? "tdx" : "sgx";
  const pki = await createIntelPki();
  const first = await mintIntel({ pki, tee });
  const requests: VerificationRequest[] = [];
  for (let index = 0; index < count; index += 1) {
    const reportData = new Uint8Array(64).fill(1 + (index % 255));
    reportData[0] = index >> 8;
    const keys =
      platforms === "known"
        ? pki.keys
        : {
            ...pki.keys,
            pck: await createSigningKey(pki.subtle),
            attestation: await createSigningKey(pki.subtle),
          };
    const body = tee === "tdx" ? { td: { reportData } } : { enclave: { reportData } };
    const { quote } = await mintIntel({ pki: { ...pki, keys }, tee, ...body });
    if (platforms === "known") copyReportSignature(first.quote, quote);
    requests.push({
      evidence: Buffer.from(quote).toString("base64"),
      // The same collateral for all of them: it is that of the platform family, not of one machine.
      endorsements: { intel: first.endorsements },
      trustAnchors: first.trustAnchors,
      policy: "relaxed",
      verifyAt: first.at,
    });
  }
  return { requests, at: new Date(first.at) };
}

/** A machine has its quoting enclave's report signed once for an attestation key; the mint signs it for every quote. */
function copyReportSignature(from: Uint8Array, to: Uint8Array): void {
  const [source, target] = [from, to].map((quote) => {
    const parsed = parseQuote(quote);
    if (!parsed.ok) throw new Error(parsed.failure.detail);
    return parsed.value.qeReportSignature;
  });
  if (source === undefined || target === undefined) throw new Error("two quotes are needed");
  target.set(source);
}

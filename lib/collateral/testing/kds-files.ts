import { fromBase64 } from "@/lib/bytes/base64";
import type { AmdProduct } from "@/lib/trust/endorsement-source";
import type { MintedSnp } from "@/lib/simulator/amd/mint-snp";

/** What AMD's service hands out for one minted report; `query` is the VCEK's path as the service wants it. */
export function kdsFiles(
  minted: MintedSnp,
  { product, vcekPath }: { readonly product: AmdProduct; readonly vcekPath: string },
): ReadonlyMap<string, string | Uint8Array> {
  const { certChain = "", crl = "" } = minted.endorsements.amd;
  return new Map<string, string | Uint8Array>([
    [vcekPath, minted.certificates.key],
    [`/vcek/v1/${product}/cert_chain`, certChain],
    [`/vcek/v1/${product}/crl`, fromBase64(crl) ?? new Uint8Array()],
  ]);
}

import type { IntelEndorsements } from "@/lib/rats/endorsements";
import type { IntelTee, PckCa } from "@/lib/trust/endorsement-source";
import type { ServedItem } from "./pccs-server";

/** What a PCS hands out for one platform, from the endorsements that go with a quote. */
export function servedItems(
  intel: Readonly<Record<Exclude<keyof IntelEndorsements, "pckCertChain">, string>>,
  platform: { readonly tee: IntelTee; readonly fmspc: string; readonly ca: PckCa },
): readonly ServedItem[] {
  const { tee, fmspc, ca } = platform;
  return [
    {
      request: { item: "intel.tcbInfo", tee, fmspc },
      body: intel.tcbInfo,
      issuerChain: intel.tcbInfoIssuerChain,
    },
    {
      request: { item: "intel.qeIdentity", tee },
      body: intel.qeIdentity,
      issuerChain: intel.qeIdentityIssuerChain,
    },
    {
      request: { item: "intel.pckCrl", ca },
      body: intel.pckCrl,
      issuerChain: intel.pckCrlIssuerChain,
    },
    { request: { item: "intel.rootCaCrl" }, body: intel.rootCaCrl, issuerChain: null },
  ];
}

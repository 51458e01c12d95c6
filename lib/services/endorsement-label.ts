import type { EndorsementRequest } from "@/lib/trust/endorsement-source";

/** What people call an item of collateral: `TCB info, TDX, FMSPC b0c06f000000`. */
export function endorsementLabel(request: EndorsementRequest): string {
  switch (request.item) {
    case "intel.tcbInfo":
      return `TCB info, ${request.tee.toUpperCase()}, FMSPC ${request.fmspc}`;
    case "intel.qeIdentity":
      return `QE identity, ${request.tee.toUpperCase()}`;
    case "intel.pckCrl":
      return `PCK revocation list, ${request.ca === "platform" ? "Platform" : "Processor"} CA`;
    case "intel.rootCaCrl":
      return "Intel root revocation list";
    case "amd.vcek":
      return `VCEK, ${request.product}, chip ${request.chipId.slice(0, 16)}, TCB ${request.tcb}`;
    case "amd.certChain":
      return `${request.signer.toUpperCase()} chain, ${request.product}`;
    case "amd.crl":
      return `${request.signer.toUpperCase()} revocation list, ${request.product}`;
    case "jwks":
      return `Keys of ${request.issuer}`;
  }
}

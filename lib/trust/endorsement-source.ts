import type { Result } from "@/lib/rats/result";

export type IntelTee = "sgx" | "tdx";
export type PckCa = "platform" | "processor";

/** One signed thing that a verification needs. CRLs and JSON come together with their issuer chain. */
export type EndorsementRequest =
  | { readonly item: "intel.tcbInfo"; readonly tee: IntelTee; readonly fmspc: string }
  | { readonly item: "intel.qeIdentity"; readonly tee: IntelTee }
  | { readonly item: "intel.pckCrl"; readonly ca: PckCa }
  | { readonly item: "intel.rootCaCrl" };

export type EndorsementItemName = EndorsementRequest["item"];

export const ENDORSEMENT_ITEM_NAMES = [
  "intel.tcbInfo",
  "intel.qeIdentity",
  "intel.pckCrl",
  "intel.rootCaCrl",
] as const satisfies readonly EndorsementItemName[];

/** Text as received (JSON, PEM, hex or base64 DER) with the PEM chain of its signer where the vendor sends one. */
export interface EndorsementItem {
  readonly request: EndorsementRequest;
  readonly body: string;
  readonly issuerChain: string | null;
  readonly origin: "request" | "cache" | "fetched" | "imported" | "stored";
  /** Host of the service it came from, for example `api.trustedservices.intel.com`. */
  readonly upstream: string | null;
  /** RFC 3339. */
  readonly retrievedAt: string | null;
  /** Why nothing newer could be had; only with an item that is past its date. Names the upstream. */
  readonly refreshFailure?: string;
}

/**
 * Where endorsements come from when the request did not bring them. A failure is `COLLATERAL_UNAVAILABLE` and its
 * detail names the upstream.
 */
export interface EndorsementSource {
  get(request: EndorsementRequest, at: Date): Promise<Result<EndorsementItem>>;
}

/** Stable text for one request: `intel/tdx/tcb/b0c06f000000`, `intel/crl/pck/platform`. */
export function endorsementKey(request: EndorsementRequest): string {
  switch (request.item) {
    case "intel.tcbInfo":
      return `intel/${request.tee}/tcb/${request.fmspc}`;
    case "intel.qeIdentity":
      return `intel/${request.tee}/qe-identity`;
    case "intel.pckCrl":
      return `intel/crl/pck/${request.ca}`;
    case "intel.rootCaCrl":
      return "intel/crl/root";
  }
}

/** The request that `endorsementKey` wrote; null for any other text. */
export function readEndorsementKey(key: string): EndorsementRequest | null {
  const tcb = /^intel\/(sgx|tdx)\/tcb\/([0-9a-f]{12})$/.exec(key);
  if (tcb?.[2] !== undefined) {
    return { item: "intel.tcbInfo", tee: tcb[1] === "sgx" ? "sgx" : "tdx", fmspc: tcb[2] };
  }
  switch (key) {
    case "intel/sgx/qe-identity":
      return { item: "intel.qeIdentity", tee: "sgx" };
    case "intel/tdx/qe-identity":
      return { item: "intel.qeIdentity", tee: "tdx" };
    case "intel/crl/pck/platform":
      return { item: "intel.pckCrl", ca: "platform" };
    case "intel/crl/pck/processor":
      return { item: "intel.pckCrl", ca: "processor" };
    case "intel/crl/root":
      return { item: "intel.rootCaCrl" };
    default:
      return null;
  }
}

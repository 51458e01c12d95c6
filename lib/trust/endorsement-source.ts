import type { Result } from "@/lib/rats/result";

export type IntelTee = "sgx" | "tdx";
export type PckCa = "platform" | "processor";

/** Products as AMD's key distribution service spells them. */
export const AMD_PRODUCTS = ["Milan", "Genoa", "Turin"] as const;
export type AmdProduct = (typeof AMD_PRODUCTS)[number];
export type AmdSigner = "vcek" | "vlek";

/** One signed thing that a verification needs. CRLs and JSON come together with their issuer chain. */
export type EndorsementRequest =
  | { readonly item: "intel.tcbInfo"; readonly tee: IntelTee; readonly fmspc: string }
  | { readonly item: "intel.qeIdentity"; readonly tee: IntelTee }
  | { readonly item: "intel.pckCrl"; readonly ca: PckCa }
  | { readonly item: "intel.rootCaCrl" }
  | {
      readonly item: "amd.vcek";
      readonly product: AmdProduct;
      /** Lower-case hex: 64 bytes, on Turin the 8 that count. */
      readonly chipId: string;
      /** The reported TCB as it stands in the report: 8 bytes, lower-case hex. */
      readonly tcb: string;
    }
  /** ASK or ASVK, then ARK. */
  | { readonly item: "amd.certChain"; readonly product: AmdProduct; readonly signer: AmdSigner }
  | { readonly item: "amd.crl"; readonly product: AmdProduct; readonly signer: AmdSigner }
  /** The keys of a token service, by its issuer exactly as configured; `kid` is the one that a token names. */
  | { readonly item: "jwks"; readonly issuer: string; readonly kid?: string };

export type EndorsementItemName = EndorsementRequest["item"];

export const ENDORSEMENT_ITEM_NAMES = [
  "intel.tcbInfo",
  "intel.qeIdentity",
  "intel.pckCrl",
  "intel.rootCaCrl",
  "amd.vcek",
  "amd.certChain",
  "amd.crl",
  "jwks",
] as const satisfies readonly EndorsementItemName[];

/** Text as received (JSON, PEM, hex or base64 DER; binary answers as base64) with the PEM chain of its signer where the vendor sends one. */
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
    case "amd.vcek":
      return `amd/vcek/${request.product}/${request.chipId}/${request.tcb}`;
    case "amd.certChain":
      return `amd/chain/${request.product}/${request.signer}`;
    case "amd.crl":
      return `amd/crl/${request.product}/${request.signer}`;
    case "jwks":
      return `jwks/${request.issuer}`;
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
      return readAmdKey(key) ?? readJwksKey(key);
  }
}

function readAmdKey(key: string): EndorsementRequest | null {
  const [vendor, item, productText, ...rest] = key.split("/");
  const product = AMD_PRODUCTS.find((name) => name === productText);
  if (vendor !== "amd" || product === undefined) return null;
  const [first = "", second, third] = rest;
  if (item === "vcek" && second !== undefined && third === undefined) {
    const isGood = /^([0-9a-f]{16}|[0-9a-f]{128})$/.test(first) && /^[0-9a-f]{16}$/.test(second);
    return isGood ? { item: "amd.vcek", product, chipId: first, tcb: second } : null;
  }
  const signer = (["vcek", "vlek"] as const).find((name) => name === first);
  if (signer === undefined || second !== undefined) return null;
  if (item === "chain") return { item: "amd.certChain", product, signer };
  return item === "crl" ? { item: "amd.crl", product, signer } : null;
}

/** Services have an address; whoever runs NVIDIA's verifier has only its name. */
function readJwksKey(key: string): EndorsementRequest | null {
  const issuer = /^jwks\/(https:\/\/[\x21-\x7e]{1,500}|NVAT-LOCAL-VERIFIER)$/.exec(key)?.[1];
  return issuer === undefined ? null : { item: "jwks", issuer };
}

import { fromBase64 } from "@/lib/bytes/base64";
import type { JsonObject } from "@/lib/bytes/strict-json";
import {
  hexClaims,
  numberClaims,
  TDX_ATTRIBUTE_NAMES,
  TDX_NAMES,
} from "@/lib/evidence/tokens/tee-claims";
import { claimAt, flatClaims, objectAt, textAt } from "@/lib/formats/tokens/claim-reader";
import type { Claims } from "@/lib/rats/claims";

/** Version 2 has the claims of each attester in an object of its own; version 1 has them at the top. */
export function attesterPart(claims: JsonObject): JsonObject {
  const [only, another] = ["tdx", "sgx"]
    .map((name) => objectAt(claims, name))
    .filter((part) => part !== null);
  // Two CPUs in one token would be two verdicts; then nothing is read, and every check of it fails.
  if (another !== undefined) return {};
  return only ?? claims;
}

export function attesterType(claims: JsonObject): string | null {
  return textAt(attesterPart(claims), "attester_type");
}

/** Lower-case hex; null when the token has none. */
export function reportDataOf(claims: JsonObject): string | null {
  const path = attesterType(claims) === "TDX" ? "tdx_report_data" : "sgx_report_data";
  return hexClaims(attesterPart(claims), { reportData: path })["reportData"] ?? null;
}

/** A token of Intel Trust Authority in the common vocabulary. Whatever is not plainly closed counts as debug. */
export function itaClaims(claims: JsonObject): Claims {
  const part = attesterPart(claims);
  const isTdx = attesterType(claims) === "TDX";
  const prefix = isTdx ? "tdx" : "sgx";
  const names = isTdx ? TDX_NAMES : { mrenclave: "sgx_mrenclave", mrsigner: "sgx_mrsigner" };
  return {
    measurements: hexClaims(part, names),
    reportData: reportDataOf(claims),
    debug: isDebuggable(claims, prefix),
    hardware: { product: attesterType(claims) ?? "not named" },
    tcb: hexClaims(part, { teeTcbSvn: "tdx_tee_tcb_svn" }),
    attributes: {
      ...flatClaims(claims),
      ...hexClaims(part, TDX_ATTRIBUTE_NAMES),
      ...numberClaims(part, { isvProdId: "sgx_isvprodid", isvSvn: "sgx_isvsvn" }),
    },
  };
}

function isDebuggable(claims: JsonObject, prefix: "tdx" | "sgx"): boolean {
  const part = attesterPart(claims);
  const state = claimAt(part, "dbgstat") ?? claimAt(claims, "dbgstat");
  const flags = [`${prefix}_is_debuggable`, `${prefix}_td_attributes_debug`]
    .map((path) => claimAt(part, path))
    .filter((flag) => flag !== undefined);
  const isClosed = flags.length > 0 && flags.every((flag) => flag === false);
  return !isClosed || (state !== undefined && state !== "disabled");
}

/** What the attester bound into its report beside the nonce; null when the token has none, or none that can be read. */
export function heldData(claims: JsonObject): Uint8Array | null {
  const part = attesterPart(claims);
  const text = textAt(part, "attester_held_data") ?? textAt(part, "attester_user_data");
  return text === null ? null : fromBase64(text);
}

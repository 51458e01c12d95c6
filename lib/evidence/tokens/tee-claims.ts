import type { JsonObject, JsonValue } from "@/lib/bytes/strict-json";
import { claimAt } from "@/lib/formats/tokens/claim-reader";
import type { Claims } from "@/lib/rats/claims";

/** The name of a claim in our vocabulary, and where this service has it. */
export type ClaimNames = Readonly<Record<string, string>>;

/** What `read` makes of each claim, by contract name; what is missing, or null, is left out. */
export function claimsBy(
  names: ClaimNames,
  claims: JsonObject,
  read: (value: JsonValue | undefined) => string | null,
): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [name, path] of Object.entries(names)) {
    const text = read(claimAt(claims, path));
    if (text !== null) found[name] = text;
  }
  return found;
}

/** Hex values in lower case; what is no hex is left out and so never matches a knob. */
export function hexClaims(claims: JsonObject, names: ClaimNames): Claims["measurements"] {
  return claimsBy(names, claims, (value) =>
    typeof value === "string" && /^([0-9a-fA-F]{2})+$/.test(value) ? value.toLowerCase() : null,
  );
}

/** Whole numbers as text. */
export function numberClaims(claims: JsonObject, names: ClaimNames): Claims["tcb"] {
  return claimsBy(names, claims, (value) => (typeof value === "number" ? `${value}` : null));
}

/** Measurements of a trust domain as both Microsoft and Intel name them: `tdx_mrtd`. */
export const TDX_NAMES: ClaimNames = {
  mrtd: "tdx_mrtd",
  rtmr0: "tdx_rtmr0",
  rtmr1: "tdx_rtmr1",
  rtmr2: "tdx_rtmr2",
  rtmr3: "tdx_rtmr3",
  mrseam: "tdx_mrseam",
  mrsignerseam: "tdx_mrsignerseam",
  mrconfigid: "tdx_mrconfigid",
  mrowner: "tdx_mrowner",
  mrownerconfig: "tdx_mrownerconfig",
};
export const TDX_ATTRIBUTE_NAMES: ClaimNames = {
  tdAttributes: "tdx_td_attributes",
  xfam: "tdx_xfam",
  seamAttributes: "tdx_seam_attributes",
};

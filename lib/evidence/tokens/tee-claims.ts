import type { JsonObject } from "@/lib/bytes/strict-json";
import { claimAt } from "@/lib/formats/tokens/claim-reader";
import type { Claims } from "@/lib/rats/claims";

/** The name of a claim in our vocabulary, and where this service has it. */
export type ClaimNames = Readonly<Record<string, string>>;

/** Hex values by contract name, in lower case; what is missing or no hex is left out and so never matches a knob. */
export function hexClaims(claims: JsonObject, names: ClaimNames): Claims["measurements"] {
  return Object.fromEntries(
    Object.entries(names).flatMap(([name, path]): [string, string][] => {
      const value = claimAt(claims, path);
      const isHex = typeof value === "string" && /^([0-9a-fA-F]{2})+$/.test(value);
      return isHex ? [[name, value.toLowerCase()]] : [];
    }),
  );
}

/** Whole numbers as text, by contract name. */
export function numberClaims(claims: JsonObject, names: ClaimNames): Claims["tcb"] {
  return Object.fromEntries(
    Object.entries(names).flatMap(([name, path]): [string, string][] => {
      const value = claimAt(claims, path);
      return typeof value === "number" ? [[name, `${value}`]] : [];
    }),
  );
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

import type { Attestation } from "@/lib/contract/attestations";
import { firstFailure } from "./answers";

export const DETAIL_TABS = [
  "checks",
  "parts",
  "quote",
  "event-log",
  "certificates",
  "collateral",
  "raw",
] as const;
export type DetailTab = (typeof DETAIL_TABS)[number];

export function attestationHref(id: string, tab?: DetailTab | "summary"): string {
  return tab === undefined ? `/attestations/${id}` : `/attestations/${id}/${tab}`;
}

export function checkHref(id: string, checkId: string): string {
  return `${attestationHref(id, "checks")}?check=${encodeURIComponent(checkId)}`;
}

export function fieldHref(id: string, fieldId: string): string {
  return `${attestationHref(id, "quote")}?field=${encodeURIComponent(fieldId)}`;
}

/** One part of composite evidence, and one of its checks. */
export function partHref(id: string, path: string, checkId?: string): string {
  const search = new URLSearchParams({ part: path });
  if (checkId !== undefined) search.set("check", checkId);
  return `${attestationHref(id, "parts")}?${search.toString()}`;
}

/** Where a rejected attestation opens; null when it opens on its summary. */
export function openingCheckHref(attestation: Pick<Attestation, "id" | "result">): string | null {
  if (attestation.result.verdict !== "contraindicated") return null;
  const check = firstFailure(attestation.result.checks);
  if (check === null) return null;
  // With what passed folded away, the reason stands under the verdict and not below two screens of ticks.
  const show = check.status === "fail" ? "&show=problems" : "";
  return `${checkHref(attestation.id, check.id)}${show}`;
}

/** The same tab of another attestation, when one steps to a newer or older one. */
export function sameTabHref(pathname: string, otherId: string): string {
  const tab = /^\/attestations\/[^/]+\/([a-z-]+)$/.exec(pathname)?.[1];
  return tab === undefined ? attestationHref(otherId) : `/attestations/${otherId}/${tab}`;
}

/** The page that shows what an expectation came from; null when no page does. */
export function sourceHref(id: string, source: string): string | null {
  if (source.startsWith("collateral")) return attestationHref(id, "collateral");
  if (/trust anchor|certificat|cabundle|\bVCEK\b|\bVLEK\b/.test(source)) {
    return attestationHref(id, "certificates");
  }
  if (/^the (?:quote|report|document|token|evidence)'s /.test(source)) {
    return attestationHref(id, "quote");
  }
  if (/^(?:policy|request)/.test(source)) return attestationHref(id, "raw");
  return null;
}

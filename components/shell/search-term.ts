import { SEARCH_MIN_LENGTH } from "@/lib/client/overview";

/**
 * What of a typed or pasted text can be looked up: an id, or the first digits of a digest with or without `sha256:`,
 * spaces and `0x`. Null for anything else, so that no request is spent on it.
 */
export function searchTerm(text: string): string | null {
  const compact = text
    .trim()
    .toLowerCase()
    .replace(/^(?:sha256:|0x)/, "")
    .replaceAll(/\s+/g, "");
  if (compact.length < SEARCH_MIN_LENGTH || compact.length > 140) return null;
  return /^[0-9a-f]+(?:-[0-9a-f]*)*$/.test(compact) ? compact : null;
}

/** The list of every attestation with a digest that begins so; null for the first digits of an id. */
export function listOfTerm(term: string | null): string | null {
  return term !== null && /^[0-9a-f]{4,128}$/.test(term) ? `/attestations?q=${term}` : null;
}

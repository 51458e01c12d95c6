import type { AttestationMaterial } from "@/lib/contract/attestations";
import { fail, ok } from "@/lib/rats/result";
import { endorsementKey, type EndorsementSource } from "@/lib/trust/endorsement-source";

/**
 * Serves what was stored with one attestation and nothing else: a page that judges again must not quietly reach for other
 * collateral than the server had.
 */
export function storedEndorsements({
  items,
}: Pick<AttestationMaterial, "items">): EndorsementSource {
  return {
    get(request) {
      const key = endorsementKey(request);
      const found = items.find((item) => item.key === key);
      if (found === undefined) {
        const detail = `${key} was not stored with this attestation`;
        return Promise.resolve(fail("COLLATERAL_UNAVAILABLE", detail, request.item));
      }
      const { origin, body, issuerChain, upstream, retrievedAt } = found;
      return Promise.resolve(ok({ request, origin, body, issuerChain, upstream, retrievedAt }));
    },
  };
}

/** Names of what was at hand, for the list of what was used: items by their key, what was given by its member. */
export function endorsementNames({
  items,
  given,
  endorsements,
}: Pick<AttestationMaterial, "items" | "given" | "endorsements">): readonly string[] {
  const members = Object.entries(items.length === 0 ? endorsements : given).flatMap(
    ([vendor, values]) =>
      values === undefined
        ? []
        : Object.entries(values)
            .filter(([, value]) => value !== undefined)
            .map(([name]) => `${vendor}.${name}`),
  );
  return [...new Set([...items.map(({ key }) => key), ...members])];
}

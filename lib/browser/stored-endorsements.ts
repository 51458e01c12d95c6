import type { Endorsements } from "@/lib/rats/endorsements";
import { fail } from "@/lib/rats/result";
import type { EndorsementSource } from "@/lib/trust/endorsement-source";

/**
 * Serves nothing: in the browser the stored endorsements travel in the request, and what is missing there stays
 * missing. A page that judges again must not quietly reach for other collateral than the server had.
 */
export const onlyStoredEndorsements: EndorsementSource = {
  get: (request) =>
    Promise.resolve(
      fail("COLLATERAL_UNAVAILABLE", `${request.item} was not stored with this attestation`),
    ),
};

/** Names of the members that are there, for the list of what was used. */
export function endorsementNames(endorsements: Endorsements): readonly string[] {
  return Object.entries(endorsements).flatMap(([vendor, items]) =>
    items === undefined
      ? []
      : Object.entries(items)
          .filter(([, value]) => value !== undefined)
          .map(([name]) => `${vendor}.${name}`),
  );
}

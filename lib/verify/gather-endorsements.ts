import type { Endorsements } from "@/lib/rats/endorsements";
import { fail, ok, type Result } from "@/lib/rats/result";
import {
  endorsementKey,
  type EndorsementItem,
  type EndorsementRequest,
  type EndorsementSource,
} from "@/lib/trust/endorsement-source";

/**
 * What the evidence needs: taken from the request where it brought it, asked of the source otherwise, all at once.
 * A failure stays in the map: verification reports it as a check.
 */
export async function gatherEndorsements(given: {
  required: readonly EndorsementRequest[];
  endorsements: Endorsements;
  source: EndorsementSource;
  at: Date;
}): Promise<ReadonlyMap<string, Result<EndorsementItem>>> {
  const { required, endorsements, source, at } = given;
  const entries = await Promise.all(
    required.map(async (request): Promise<[string, Result<EndorsementItem>]> => {
      const own = givenItem(request, endorsements);
      const item = own ? ok(own) : await source.get(request, at);
      return [endorsementKey(request), item];
    }),
  );
  return new Map(entries);
}

/** The item that a request itself brings; null when it brings none of this kind. */
export function givenItem(
  request: EndorsementRequest,
  given: Endorsements,
): EndorsementItem | null {
  const { body, issuerChain } = givenText(request, given);
  return body === undefined
    ? null
    : {
        request: request.item === "jwks" ? { item: "jwks", issuer: request.issuer } : request,
        body,
        issuerChain: issuerChain ?? null,
        origin: "request",
        upstream: null,
        retrievedAt: null,
      };
}

interface GivenText {
  readonly body: string | undefined;
  readonly issuerChain?: string | undefined;
}

/** Where in a request each item of endorsement stands. */
function givenText(
  request: EndorsementRequest,
  { intel = {}, amd = {}, jwks }: Endorsements,
): GivenText {
  switch (request.item) {
    case "intel.tcbInfo":
      return { body: intel.tcbInfo, issuerChain: intel.tcbInfoIssuerChain };
    case "intel.qeIdentity":
      return { body: intel.qeIdentity, issuerChain: intel.qeIdentityIssuerChain };
    case "intel.pckCrl":
      return { body: intel.pckCrl, issuerChain: intel.pckCrlIssuerChain };
    case "intel.rootCaCrl":
      return { body: intel.rootCaCrl };
    case "amd.vcek":
      return { body: amd.vcek };
    case "amd.certChain":
      return { body: amd.certChain };
    case "amd.crl":
      return { body: amd.crl };
    case "jwks":
      return { body: jwks === undefined ? undefined : JSON.stringify(jwks) };
  }
}

/** A source that has nothing: for callers that gave everything, or that must not use the network. */
export function emptySource(detail: string): EndorsementSource {
  return {
    get: (request) =>
      Promise.resolve(
        fail("COLLATERAL_UNAVAILABLE", `${endorsementKey(request)}: ${detail}`, request.item),
      ),
  };
}

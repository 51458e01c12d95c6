import type { IntelEndorsements } from "@/lib/rats/endorsements";
import { fail, ok } from "@/lib/rats/result";
import {
  endorsementKey,
  type EndorsementItem,
  type EndorsementRequest,
  type EndorsementSource,
} from "@/lib/trust/endorsement-source";

/** For the command line: what the request did not bring can't be had. */
export const noEndorsements: EndorsementSource = {
  get: (request) =>
    Promise.resolve(
      fail(
        "COLLATERAL_UNAVAILABLE",
        `${endorsementKey(request)} was not given, and no network is used; give it with --collateral`,
      ),
    ),
};

/**
 * What a file holds, whatever it is asked for: the core finds out that TCB Info is for another platform and says so,
 * which helps more than "was not given".
 */
export function givenEndorsements(intel: IntelEndorsements): EndorsementSource {
  return {
    get(request, at) {
      const [body, issuerChain] = textsOf(intel, request);
      if (body === undefined) return noEndorsements.get(request, at);
      const item: EndorsementItem = {
        request,
        body,
        issuerChain: issuerChain ?? null,
        origin: "request",
        upstream: null,
        retrievedAt: null,
      };
      return Promise.resolve(ok(item));
    },
  };
}

function textsOf(
  intel: IntelEndorsements,
  request: EndorsementRequest,
): readonly [string | undefined, string?] {
  switch (request.item) {
    case "intel.tcbInfo":
      return pair(intel.tcbInfo, intel.tcbInfoIssuerChain);
    case "intel.qeIdentity":
      return pair(intel.qeIdentity, intel.qeIdentityIssuerChain);
    case "intel.pckCrl":
      return pair(intel.pckCrl, intel.pckCrlIssuerChain);
    case "intel.rootCaCrl":
      return [intel.rootCaCrl];
  }
}

function pair(
  body: string | undefined,
  chain: string | undefined,
): readonly [string | undefined, string?] {
  return chain === undefined ? [body] : [body, chain];
}

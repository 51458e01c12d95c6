import { fail } from "@/lib/rats/result";
import { endorsementKey, type EndorsementSource } from "@/lib/trust/endorsement-source";

/**
 * Key sets of configured issuers only. A token names its issuer itself, so for any other name nothing may be asked,
 * looked up or noted down.
 */
export function configuredIssuers(
  source: EndorsementSource,
  issuers: readonly string[],
): EndorsementSource {
  const known = new Set(issuers);
  return {
    get(request, at) {
      if (request.item !== "jwks" || known.has(request.issuer)) return source.get(request, at);
      const detail =
        "this issuer is not among ATTESTRY_TOKEN_ISSUERS; give its keys with the request";
      return Promise.resolve(
        fail(
          "COLLATERAL_UNAVAILABLE",
          `${endorsementKey(request).slice(0, 200)}: ${detail}`,
          "jwks",
        ),
      );
    },
  };
}

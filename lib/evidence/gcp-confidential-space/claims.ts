import type { JsonObject } from "@/lib/bytes/strict-json";
import { claimAt, flatClaims, textAt } from "@/lib/formats/tokens/claim-reader";
import type { Claims } from "@/lib/rats/claims";

/** The only good word for it; Google's documents spell the bad ones differently over time. */
export const DEBUG_OFF = "disabled-since-boot";

/** A Confidential Space token in the common vocabulary. Whatever is not plainly a production image counts as debug. */
export function gcpClaims(claims: JsonObject): Claims {
  const imageDigest = textAt(claims, "submods.container.image_digest");
  const imageId = textAt(claims, "submods.container.image_id");
  const named = (path: string, name: string) => {
    const text = textAt(claims, path);
    return text === null ? {} : { [name]: text };
  };
  return {
    measurements: {
      ...(imageDigest === null ? {} : { imageDigest }),
      ...(imageId === null ? {} : { imageId }),
    },
    reportData: null,
    debug: claimAt(claims, "dbgstat") !== DEBUG_OFF,
    hardware: {
      ...named("hwmodel", "product"),
      ...named("submods.gce.instance_id", "instanceId"),
      ...named("submods.gce.zone", "zone"),
    },
    tcb: {},
    attributes: flatClaims(claims),
  };
}

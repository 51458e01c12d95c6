import type { JsonObject } from "@/lib/bytes/strict-json";
import { flatClaims, textAt } from "@/lib/formats/tokens/claim-reader";
import type { Claims } from "@/lib/rats/claims";

/** A commitment in the common vocabulary. There is no hardware to name. */
export function commitmentClaims(claims: JsonObject): Claims {
  const named = (name: string, path: string) => {
    const text = textAt(claims, path);
    return text === null ? {} : { [name]: text };
  };
  return {
    measurements: named("modelDigest", "model.digest"),
    reportData: null,
    debug: false,
    hardware: {},
    tcb: {},
    attributes: {
      ...flatClaims(claims),
      ...named("vendor", "iss"),
      ...named("modelId", "model.id"),
      ...named("modelVersion", "model.version"),
    },
  };
}

import type { JsonObject } from "@/lib/bytes/strict-json";
import { claimIs } from "@/lib/formats/tokens/claim-checks";
import { claimAt, claimText } from "@/lib/formats/tokens/claim-reader";
import type { Check } from "@/lib/rats/check";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";
import { attesterPart } from "./claims";

const SOURCE = "Intel Trust Authority, attestation token claims";

/** What every token of this service must say; the patch level is judged apart. */
export function itaChecks(claims: JsonObject): readonly Check[] {
  const part = attesterPart(claims);
  return [
    claimIs(part, "attester_type", {
      id: "token.hardwareModel",
      title: "Runs on confidential hardware",
      accepted: ["TDX", "SGX"],
      source: SOURCE,
    }),
    policiesCheck(claims),
  ];
}

/** Policies of the service that the attester did not match. Only whoever wrote them knows how much that matters. */
function policiesCheck(claims: JsonObject): Check {
  const base: CheckBase = {
    id: "token.servicePolicies",
    group: "policy",
    title: "Matched every policy that the service applied",
    source: SOURCE,
  };
  const unmatched =
    claimAt(attesterPart(claims), "policy_ids_unmatched") ?? claims["policy_ids_unmatched"];
  if (unmatched === undefined || (Array.isArray(unmatched) && unmatched.length === 0)) {
    return checkOf.pass(base);
  }
  return checkOf.warn(base, "TOKEN_POLICY_UNMATCHED", {
    expected: "none unmatched",
    actual: claimText(unmatched).slice(0, 512),
  });
}

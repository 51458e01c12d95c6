import type { JsonObject } from "@/lib/bytes/strict-json";
import { claimIs } from "@/lib/formats/tokens/claim-checks";
import { claimAt, textsAt } from "@/lib/formats/tokens/claim-reader";
import type { Check } from "@/lib/rats/check";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";
import { DEBUG_OFF } from "./claims";

const SOURCE = "Google Cloud, Confidential Space token claims";
/** IANA's private enterprise number of Google. */
const GOOGLE_OEM_ID = 11129;

/** What every token of a confidential VM that runs the Confidential Space image says of itself. */
export function gcpChecks(claims: JsonObject): readonly Check[] {
  return [
    claimIs(claims, "swname", {
      id: "token.software",
      title: "Runs the Confidential Space image",
      accepted: ["CONFIDENTIAL_SPACE"],
      source: SOURCE,
    }),
    claimIs(claims, "hwmodel", {
      id: "token.hardwareModel",
      title: "Runs on confidential hardware",
      accepted: ["GCP_AMD_SEV", "GCP_AMD_SEV_ES", "GCP_INTEL_TDX"],
      source: SOURCE,
      detail: "a shielded VM is not confidential",
    }),
    claimIs(claims, "secboot", {
      id: "token.secureBoot",
      title: "Secure boot is on",
      accepted: [true],
      source: SOURCE,
    }),
    claimIs(claims, "oemid", {
      id: "token.oem",
      title: "Made by Google",
      accepted: [GOOGLE_OEM_ID],
      source: SOURCE,
    }),
    supportCheck(claims),
  ];
}

/** Google names the images that it still supports; debug images have no such attributes, and debug has its own check. */
function supportCheck(claims: JsonObject): Check {
  const base: CheckBase = {
    id: "token.imageSupport",
    group: "policy",
    title: "Google still supports this image",
    source: SOURCE,
  };
  const path = "submods.confidential_space.support_attributes";
  const attributes = textsAt(claims, path);
  const values = { expected: "STABLE", actual: attributes.join(", ") || "none" };
  if (attributes.includes("STABLE")) return checkOf.pass(base, values);
  if (attributes.some((one) => one === "LATEST" || one === "USABLE")) {
    return checkOf.warn(base, "CLAIM_MISMATCH", {
      ...values,
      detail: "the image is usable, and not a stable one",
    });
  }
  return claimAt(claims, "dbgstat") === DEBUG_OFF
    ? checkOf.fail(base, "CLAIM_MISMATCH", { ...values, detail: `claim ${path}` })
    : checkOf.notAsked(base, "a debug image has no support attributes");
}

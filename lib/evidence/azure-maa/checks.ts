import type { JsonObject } from "@/lib/bytes/strict-json";
import { claimIs } from "@/lib/formats/tokens/claim-checks";
import { claimAt, claimText } from "@/lib/formats/tokens/claim-reader";
import type { Check } from "@/lib/rats/check";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";
import { ATTESTATION_TYPES, attestedPart, hardwareType } from "./claims";

const SOURCE = "Microsoft, Azure Attestation claim sets";

/** What a token of any instance must say, whatever its owner's policy is. */
export function maaChecks(claims: JsonObject): readonly Check[] {
  return [
    claimIs(claims, "x-ms-ver", {
      id: "token.version",
      title: "Claims have a known version",
      accepted: ["1.0"],
      source: SOURCE,
    }),
    claimIs(claims, "x-ms-attestation-type", {
      id: "token.attestationType",
      title: "Attestation is of a known type",
      accepted: ATTESTATION_TYPES,
      source: SOURCE,
    }),
    hardwareCheck(claims),
    complianceCheck(claims),
    migrationCheck(claims),
    secureBootCheck(claims),
  ];
}

/** A guest without isolation is a trusted-launch machine: measured, and not confidential. */
function hardwareCheck(claims: JsonObject): Check {
  const base: CheckBase = {
    id: "token.hardwareModel",
    group: "policy",
    title: "Runs on confidential hardware",
    source: SOURCE,
  };
  const type = hardwareType(claims);
  const expected = "sgx or sevsnpvm or tdxvm";
  return type === null
    ? checkOf.fail(base, "CLAIM_MISMATCH", {
        expected,
        actual: claimText(claimAt(attestedPart(claims), "x-ms-attestation-type")),
        detail: "a machine without an isolation claim is not confidential",
      })
    : checkOf.pass(base, { expected, actual: type });
}

/** Enclaves have no such claim. */
function complianceCheck(claims: JsonObject): Check {
  const rule = {
    id: "token.compliance",
    title: "Microsoft finds the platform compliant",
    source: SOURCE,
  };
  if (hardwareType(claims) === "sgx") {
    return checkOf.notAsked({ ...rule, group: "policy" }, "enclaves have no compliance status");
  }
  return claimIs(attestedPart(claims), "x-ms-compliance-status", {
    ...rule,
    accepted: ["azure-compliant-cvm", "azure-compliant-uvm"],
  });
}

function migrationCheck(claims: JsonObject): Check {
  const rule = {
    id: "token.migration",
    title: "The machine's memory can't be migrated",
    source: SOURCE,
  };
  if (hardwareType(claims) !== "sevsnpvm") {
    return checkOf.notAsked({ ...rule, group: "policy" }, "only SEV-SNP machines say so");
  }
  return claimIs(attestedPart(claims), "x-ms-sevsnpvm-migration-allowed", {
    ...rule,
    accepted: [false],
    code: "GUEST_POLICY_MIGRATION_AGENT",
  });
}

function secureBootCheck(claims: JsonObject): Check {
  const rule = { id: "token.secureBoot", title: "Secure boot is on", source: SOURCE };
  if (claims["x-ms-attestation-type"] !== "azurevm") {
    return checkOf.notAsked({ ...rule, group: "policy" }, "only guests with a vTPM say so");
  }
  return claimIs(claims, "secureboot", { ...rule, accepted: [true] });
}

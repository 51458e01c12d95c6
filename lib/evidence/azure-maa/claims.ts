import type { JsonObject } from "@/lib/bytes/strict-json";
import {
  claimsBy,
  hexClaims,
  numberClaims,
  TDX_ATTRIBUTE_NAMES,
  TDX_NAMES,
  type ClaimNames,
} from "@/lib/evidence/tokens/tee-claims";
import { claimAt, flatClaims, objectAt, textAt } from "@/lib/formats/tokens/claim-reader";
import type { Claims } from "@/lib/rats/claims";

export const ATTESTATION_TYPES = ["sgx", "sevsnpvm", "tdxvm", "azurevm"] as const;
export type AttestationType = (typeof ATTESTATION_TYPES)[number];

/**
 * The claims about the hardware. A guest that attests through its vTPM (`azurevm`) has them one level down, and the
 * claims of the two levels are never mixed: the outer ones are the guest's, the inner ones the machine's.
 */
export function attestedPart(claims: JsonObject): JsonObject {
  if (claims["x-ms-attestation-type"] !== "azurevm") return claims;
  return objectAt(claims, "x-ms-isolation-tee") ?? {};
}

/** `sgx`, `sevsnpvm` or `tdxvm`; null when the token says neither or something new. */
export function hardwareType(claims: JsonObject): Exclude<AttestationType, "azurevm"> | null {
  const type = textAt(attestedPart(claims), "x-ms-attestation-type");
  return type === "sgx" || type === "sevsnpvm" || type === "tdxvm" ? type : null;
}

const SNP = "x-ms-sevsnpvm-";
const SGX = "x-ms-sgx-";
const SNP_NAMES: ClaimNames = {
  measurement: `${SNP}launchmeasurement`,
  hostData: `${SNP}hostdata`,
  idKeyDigest: `${SNP}idkeydigest`,
  authorKeyDigest: `${SNP}authorkeydigest`,
};
const SGX_NAMES: ClaimNames = { mrenclave: `${SGX}mrenclave`, mrsigner: `${SGX}mrsigner` };
const REPORT_DATA = {
  sevsnpvm: `${SNP}reportdata`,
  sgx: `${SGX}report-data`,
  tdxvm: "tdx_report_data",
};

/** Flags of a guest that lets somebody look inside or start what nobody signed. */
const GUEST_DEBUG = ["bootdebug", "hypervisordebug", "kerneldebug", "testsigning"].map(
  (name) => `x-ms-azurevm-${name}-enabled`,
);

/** The claim that says whether the hardware lets a debugger in; absent counts as yes. */
export const DEBUG_CLAIMS = {
  sevsnpvm: [`${SNP}is-debuggable`],
  sgx: [`${SGX}is-debuggable`, "is-debuggable"],
  tdxvm: ["tdx_td_attributes_debug", "x-ms-tdx-is-debuggable"],
} as const;

/** Lower-case hex; null when the token has none. */
export function reportDataOf(claims: JsonObject): string | null {
  const type = hardwareType(claims);
  if (type === null) return null;
  return hexClaims(attestedPart(claims), { reportData: REPORT_DATA[type] })["reportData"] ?? null;
}

/** A token of Azure Attestation in the common vocabulary. Whatever is not plainly closed counts as debug. */
export function maaClaims(claims: JsonObject): Claims {
  const part = attestedPart(claims);
  const type = hardwareType(claims);
  return {
    measurements: measurements(part, type),
    reportData: reportDataOf(claims),
    debug: isDebuggable(claims, part, type),
    hardware: {
      ...(type === null ? {} : { product: type }),
      ...named(claims, { vmId: "x-ms-azurevm-vmid" }),
    },
    tcb: numberClaims(part, {
      bootloader: `${SNP}bootloader-svn`,
      tee: `${SNP}tee-svn`,
      snp: `${SNP}snpfw-svn`,
      microcode: `${SNP}microcode-svn`,
    }),
    attributes: {
      ...flatClaims(claims),
      ...flags(part, {
        migrationAllowed: `${SNP}migration-allowed`,
        smtAllowed: `${SNP}smt-allowed`,
      }),
      ...hexClaims(part, {
        familyId: `${SNP}familyId`,
        imageId: `${SNP}imageId`,
        reportId: `${SNP}reportid`,
        ...TDX_ATTRIBUTE_NAMES,
      }),
      ...numberClaims(part, {
        guestSvn: `${SNP}guestsvn`,
        vmpl: `${SNP}vmpl`,
        isvProdId: `${SGX}product-id`,
        isvSvn: `${SGX}svn`,
      }),
    },
  };
}

function measurements(part: JsonObject, type: ReturnType<typeof hardwareType>) {
  switch (type) {
    case "sevsnpvm":
      return hexClaims(part, SNP_NAMES);
    case "sgx":
      return hexClaims(part, SGX_NAMES);
    case "tdxvm":
      return hexClaims(part, TDX_NAMES);
    case null:
      return {};
  }
}

function isDebuggable(
  claims: JsonObject,
  part: JsonObject,
  type: ReturnType<typeof hardwareType>,
): boolean {
  const isGuestOpen = GUEST_DEBUG.some((path) => {
    const value = claimAt(claims, path);
    return value !== undefined && value !== false;
  });
  if (isGuestOpen || type === null) return true;
  const said = DEBUG_CLAIMS[type]
    .map((path) => claimAt(part, path))
    .filter((one) => one !== undefined);
  return said.length === 0 || said.some((one) => one !== false);
}

function flags(claims: JsonObject, names: ClaimNames) {
  return claimsBy(names, claims, (value) => (typeof value === "boolean" ? `${value}` : null));
}

function named(claims: JsonObject, names: ClaimNames) {
  return claimsBy(names, claims, (value) => (typeof value === "string" ? value : null));
}

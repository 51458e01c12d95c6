import { isJsonObject, type JsonObject, type JsonValue } from "@/lib/bytes/strict-json";
import { claimIs } from "@/lib/formats/tokens/claim-checks";
import { claimText } from "@/lib/formats/tokens/claim-reader";
import type { Check } from "@/lib/rats/check";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";

const SOURCE = "NVIDIA Attestation, claims of the verifiers";
const NVIDIA_OEM_ID = "5703";

/** What a verifier must have done and found good, for claims version 2 and 3; `gpu` or `switch` stands for `#`. */
const REQUIRED = [
  "x-nvidia-#-arch-check",
  "x-nvidia-#-attestation-report-parsed",
  "x-nvidia-#-attestation-report-signature-verified",
  "x-nvidia-#-attestation-report-nonce-match",
] as const;
const REQUIRED_OF_REFERENCES = ["fetched", "signature-verified", "version-match"] as const;
const REFERENCES = { gpu: ["driver-rim", "vbios-rim"], switch: ["bios-rim"] } as const;

export type DeviceType = keyof typeof REFERENCES;

/** A switch says so; everything else is asked what a GPU is asked. */
export function deviceType(claims: JsonObject): DeviceType {
  return Object.keys(claims).some((name) => name.startsWith("x-nvidia-switch-")) ? "switch" : "gpu";
}

/** What a token says of one device; each claim that is missing counts like one that is bad. */
export function deviceChecks(claims: JsonObject): readonly Check[] {
  const rule = { source: SOURCE, code: "DEVICE_REJECTED" } as const;
  return [
    claimIs(claims, "measres", {
      ...rule,
      id: "device.measurements",
      title: "Measurements match NVIDIA's reference values",
      accepted: ["success", "comparison-successful"],
    }),
    claimIs(claims, "secboot", {
      ...rule,
      id: "device.secureBoot",
      title: "Secure boot is on",
      accepted: [true],
    }),
    claimIs(claims, "oemid", {
      ...rule,
      id: "device.oem",
      title: "Made by NVIDIA",
      accepted: [NVIDIA_OEM_ID],
    }),
    findingsCheck(claims),
    mismatchCheck(claims),
    certificatesCheck(claims),
  ];
}

/** All that must be there is true, and nothing that is there and true-or-false is false. */
function findingsCheck(claims: JsonObject): Check {
  const base: CheckBase = {
    id: "device.findings",
    group: "policy",
    title: "The verifier found report, driver and firmware good",
    source: SOURCE,
  };
  const type = deviceType(claims);
  const required = [
    ...REQUIRED.map((name) => name.replace("#", type)),
    ...REFERENCES[type].flatMap((reference) =>
      REQUIRED_OF_REFERENCES.map((rest) => `x-nvidia-${type}-${reference}-${rest}`),
    ),
  ];
  const bad = [
    ...required.filter((name) => claims[name] !== true),
    ...Object.entries(claims)
      .filter(([name, value]) => name.startsWith("x-nvidia-") && value === false)
      .map(([name]) => name),
  ];
  const names = [...new Set(bad)];
  return names.length === 0
    ? checkOf.pass(base, { detail: `${required.length} findings, all good` })
    : checkOf.fail(base, "DEVICE_REJECTED", {
        expected: "all true",
        actual: names
          .map((name) => `${name}: ${claimText(claims[name])}`)
          .join(", ")
          .slice(0, 1024),
      });
}

function mismatchCheck(claims: JsonObject): Check {
  const base: CheckBase = {
    id: "device.mismatches",
    group: "policy",
    title: "No measurement differs from its reference",
    source: SOURCE,
  };
  const records = claims["x-nvidia-mismatch-measurement-records"];
  const isNone =
    records === undefined || records === null || (Array.isArray(records) && records.length === 0);
  return isNone
    ? checkOf.pass(base)
    : checkOf.fail(base, "DEVICE_REJECTED", { actual: claimText(records).slice(0, 1024) });
}

/** Claims version 3 says how the verifier found each certificate chain; version 2 has no such claims. */
function certificatesCheck(claims: JsonObject): Check {
  const base: CheckBase = {
    id: "device.certificates",
    group: "policy",
    title: "The verifier found the device's certificates valid and not revoked",
    source: SOURCE,
  };
  const chains = Object.entries(claims).filter(([name]) => name.endsWith("-cert-chain"));
  if (chains.length === 0) {
    return checkOf.notAsked(base, "the token does not say; the findings cover it");
  }
  const bad = chains.filter(([, chain]) => !isGoodChain(chain)).map(([name]) => name);
  return bad.length === 0
    ? checkOf.pass(base, { detail: `${chains.length} chains` })
    : checkOf.fail(base, "DEVICE_REJECTED", { actual: bad.join(", ") });
}

function isGoodChain(chain: JsonValue | undefined): boolean {
  if (!isJsonObject(chain)) return false;
  const ocsp = chain["x-nvidia-cert-ocsp-status"];
  return (
    chain["x-nvidia-cert-status"] === "valid" &&
    (ocsp === undefined || ocsp === "good") &&
    !Object.values(chain).includes(false)
  );
}

import type { AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import type { Check } from "@/lib/rats/check";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";
import type { Claims } from "@/lib/rats/claims";
import type { Verification } from "@/lib/evidence/scheme";
import { fromHex } from "@/lib/bytes/hex";

type Demand =
  | {
      readonly kind: "any-of";
      readonly values: readonly string[];
      readonly actual: string | undefined;
    }
  | {
      readonly kind: "masked";
      readonly value: string;
      readonly mask: string;
      readonly actual: string | undefined;
    }
  | { readonly kind: "at-least"; readonly value: number; readonly actual: string | undefined }
  | {
      readonly kind: "bytes-at-least";
      readonly value: string;
      readonly actual: string | undefined;
    };

interface Knob {
  /** As in the policy document, behind `intel.`: `tdx.mrSeam`. */
  readonly path: string;
  readonly demand: Demand;
}

/** One check for each knob that the policy sets for this kind of evidence, plus `fmspc`. */
export function intelKnobChecks(
  rules: AppraisalPolicy,
  verification: Verification,
): readonly Check[] {
  const { claims, policySection } = verification;
  const intel = rules.intel ?? {};
  const sections = {
    "intel.sgx": sgxKnobs(rules, claims),
    "intel.tdx": tdxKnobs(rules, claims),
  };
  const own = policySection === "intel.sgx" ? sections["intel.sgx"] : sections["intel.tdx"];
  const foreign = policySection === "intel.sgx" ? sections["intel.tdx"] : sections["intel.sgx"];
  const fmspc = intel.fmspc ? [anyOf("fmspc", intel.fmspc, claims.hardware["fmspc"])] : [];
  const checks = [...fmspc, ...own].map(knobCheck);
  const pinsOnlyForeign = own.length === 0 && (foreign.length > 0 || pinsOtherVendors(rules));
  return pinsOnlyForeign ? [...checks, foreignOnly(policySection)] : checks;
}

/**
 * A policy that pins measurements of other kinds and none of this one would accept anything of this kind. That is a
 * hole, not a wish.
 */
function foreignOnly(policySection: string): Check {
  return checkOf.fail(
    {
      id: "policy.kind",
      group: "policy",
      title: "The policy speaks of this kind of evidence",
      source: "policy",
    },
    "MEASUREMENT_MISMATCH",
    {
      detail: "the policy pins measurements of other kinds of evidence and none of this one",
      expected: `at least one knob under ${policySection}`,
    },
  );
}

function pinsOtherVendors({ sevSnp, nitro, tpm, token }: AppraisalPolicy): boolean {
  return [sevSnp?.["measurement"], nitro?.["pcrs"], tpm?.["pcrs"], token?.["imageDigests"]].some(
    (pin) => pin !== undefined,
  );
}

function sgxKnobs(rules: AppraisalPolicy, claims: Claims): readonly Knob[] {
  const sgx = rules.intel?.sgx ?? {};
  const { measurements, attributes } = claims;
  return [
    ...list("sgx.mrEnclave", sgx.mrEnclave, measurements["mrenclave"]),
    ...list("sgx.mrSigner", sgx.mrSigner, measurements["mrsigner"]),
    ...(sgx.isvProdId === undefined
      ? []
      : [anyOf("sgx.isvProdId", [`${sgx.isvProdId}`], attributes["isvProdId"])]),
    ...(sgx.minIsvSvn === undefined
      ? []
      : [
          {
            path: "sgx.minIsvSvn",
            demand: { kind: "at-least", value: sgx.minIsvSvn, actual: attributes["isvSvn"] },
          } as const,
        ]),
    ...(sgx.attributes === undefined
      ? []
      : [
          {
            path: "sgx.attributes",
            demand: {
              kind: "masked",
              value: sgx.attributes,
              mask: sgx.attributesMask ?? "ff".repeat(16),
              actual: attributes["attributes"],
            },
          } as const,
        ]),
  ];
}

function tdxKnobs(rules: AppraisalPolicy, claims: Claims): readonly Knob[] {
  const tdx = rules.intel?.tdx ?? {};
  const { measurements, attributes, tcb } = claims;
  const exact = (path: string, value: string | undefined, actual: string | undefined) =>
    value === undefined ? [] : [anyOf(path, [value], actual)];
  return [
    ...list("tdx.mrTd", tdx.mrTd, measurements["mrtd"]),
    ...list("tdx.rtmr0", tdx.rtmr0, measurements["rtmr0"]),
    ...list("tdx.rtmr1", tdx.rtmr1, measurements["rtmr1"]),
    ...list("tdx.rtmr2", tdx.rtmr2, measurements["rtmr2"]),
    ...list("tdx.rtmr3", tdx.rtmr3, measurements["rtmr3"]),
    ...list("tdx.mrSeam", tdx.mrSeam, measurements["mrseam"]),
    ...list("tdx.mrSignerSeam", tdx.mrSignerSeam, measurements["mrsignerseam"]),
    ...list("tdx.mrServiceTd", tdx.mrServiceTd, measurements["mrservicetd"]),
    ...list("tdx.mrConfigId", tdx.mrConfigId, measurements["mrconfigid"]),
    ...list("tdx.mrOwner", tdx.mrOwner, measurements["mrowner"]),
    ...list("tdx.mrOwnerConfig", tdx.mrOwnerConfig, measurements["mrownerconfig"]),
    ...exact("tdx.seamAttributes", tdx.seamAttributes, attributes["seamAttributes"]),
    ...exact("tdx.tdAttributes", tdx.tdAttributes, attributes["tdAttributes"]),
    ...exact("tdx.xfam", tdx.xfam, attributes["xfam"]),
    ...(tdx.minTeeTcbSvn === undefined
      ? []
      : [
          {
            path: "tdx.minTeeTcbSvn",
            demand: {
              kind: "bytes-at-least",
              value: tdx.minTeeTcbSvn,
              actual: tcb["teeTcbSvn"],
            },
          } as const,
        ]),
  ];
}

function list(
  path: string,
  values: readonly string[] | undefined,
  actual: string | undefined,
): readonly Knob[] {
  return values === undefined ? [] : [anyOf(path, values, actual)];
}

function anyOf(path: string, values: readonly string[], actual: string | undefined): Knob {
  return { path, demand: { kind: "any-of", values, actual } };
}

function knobCheck({ path, demand }: Knob): Check {
  const base: CheckBase = {
    id: `policy.${path}`,
    group: "policy",
    title: `${path.split(".").at(-1) ?? path} is as expected`,
    source: `policy intel.${path}`,
  };
  const values = {
    expected: expectedText(demand),
    actual: demand.actual ?? "not in this evidence",
  };
  return isMet(demand)
    ? checkOf.pass(base, values)
    : checkOf.fail(base, "MEASUREMENT_MISMATCH", values);
}

function expectedText(demand: Demand): string {
  switch (demand.kind) {
    case "any-of":
      return demand.values.length === 0
        ? "nothing is acceptable"
        : demand.values.map((value) => value.toLowerCase()).join(" or ");
    case "masked":
      return `${demand.value.toLowerCase()} under mask ${demand.mask.toLowerCase()}`;
    case "at-least":
      return `at least ${demand.value}`;
    case "bytes-at-least":
      return `at least ${demand.value.toLowerCase()}, byte by byte`;
  }
}

function isMet(demand: Demand): boolean {
  const { actual } = demand;
  if (actual === undefined) return false;
  switch (demand.kind) {
    case "any-of":
      return demand.values.some((value) => value.toLowerCase() === actual);
    case "at-least":
      return Number(actual) >= demand.value;
    case "masked": {
      const [value, mask, bytes] = [fromHex(demand.value), fromHex(demand.mask), fromHex(actual)];
      if (!value || !mask || !bytes) return false;
      if (value.length !== bytes.length || mask.length !== bytes.length) return false;
      return bytes.every(
        (byte, i) => (byte & (mask[i] ?? 0)) === ((value[i] ?? 0) & (mask[i] ?? 0)),
      );
    }
    case "bytes-at-least": {
      const [minimum, bytes] = [fromHex(demand.value), fromHex(actual)];
      if (!minimum || minimum.length !== bytes?.length) return false;
      return bytes.every((byte, i) => byte >= (minimum[i] ?? 0));
    }
  }
}

import type { AppraisalPolicy, SecurityLevel } from "@/lib/rats/appraisal-policy";
import type { Check } from "@/lib/rats/check";
import type { Assurance } from "@/lib/rats/verdict";
import type { EvidenceScheme, Verification } from "@/lib/evidence/scheme";
import type { Verified } from "@/lib/verify/verified";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";
import { knobCheck } from "./knob-checks";

export interface PolicyInput {
  readonly rules: AppraisalPolicy;
  readonly scheme: EvidenceScheme;
  readonly verification: Verified<Verification>;
  readonly assurance: Assurance;
}

/** What the policy demands of software and assurance, each knob one check. What is not asked is said in one line. */
export function evaluatePolicy(input: PolicyInput): readonly Check[] {
  const { rules, scheme, verification, assurance } = input;
  const knobs = scheme.knobs(rules, verification.claims).map(knobCheck);
  return [
    debugCheck(rules, verification),
    simulatedCheck(rules, assurance),
    securityLevelCheck(rules, { verification, assurance }),
    referenceValuesCheck(rules),
    ...knobs,
    ...(knobs.length === 0 ? [nothingExpected()] : []),
  ];
}

/**
 * A policy that pins measurements of other kinds and none of this one would accept anything of this kind. That is a
 * hole, not a wish. Judged once for the evidence and all that it contains: it is enough that one of these is pinned, but
 * not that a piece beside it is, which may be of another machine.
 */
export function kindCheck(
  rules: AppraisalPolicy,
  given: { readonly judged: readonly EvidenceScheme[]; readonly known: readonly EvidenceScheme[] },
): readonly Check[] {
  const { judged, known } = given;
  if (judged.some((scheme) => scheme.pins(rules))) return [];
  const pinned = known.filter((scheme) => scheme.pins(rules));
  if (pinned.length === 0) return [];
  return [
    checkOf.fail(
      {
        id: "policy.kind",
        group: "policy",
        title: "The policy speaks of this kind of evidence",
        source: "policy",
      },
      "MEASUREMENT_MISMATCH",
      {
        detail: "the policy pins measurements of other kinds of evidence and none of this one",
        expected: pinned.map(({ kindName }) => kindName).join(" or "),
        actual: judged.map(({ kindName }) => kindName).join(", "),
      },
    ),
  ];
}

function debugCheck(rules: AppraisalPolicy, { claims }: Verification): Check {
  const base: CheckBase = {
    id: "policy.debug",
    group: "policy",
    title: "Not in debug mode",
    source: "policy allowDebug",
  };
  if (!claims.debug) return checkOf.pass(base);
  const values = { expected: "debug off", actual: "debug on" };
  return rules.allowDebug === true
    ? checkOf.warn(base, "DEBUG_ENABLED", { ...values, detail: "tolerated by allowDebug" })
    : checkOf.fail(base, "DEBUG_ENABLED", values);
}

function simulatedCheck(rules: AppraisalPolicy, assurance: Assurance): Check {
  const base: CheckBase = {
    id: "policy.simulated",
    group: "policy",
    title: "Not simulated",
    source: "policy allowSimulated",
  };
  if (assurance !== "simulated") return checkOf.pass(base);
  return rules.allowSimulated === true
    ? checkOf.pass(base, { detail: "simulated evidence is allowed" })
    : checkOf.fail(base, "SIMULATED_NOT_ALLOWED");
}

const LEVELS: readonly SecurityLevel[] = ["basic", "medium", "high"];

/**
 * `high`: hardware, and the platform up to date or in need of software hardening only. `medium`: hardware with any
 * other status that the policy accepts. `basic`: everything else that is genuine, also under a given root.
 */
function securityLevelCheck(
  rules: AppraisalPolicy,
  { verification, assurance }: { verification: Verification; assurance: Assurance },
): Check {
  const base: CheckBase = {
    id: "policy.securityLevel",
    group: "policy",
    title: "Security level is high enough",
    source: "policy minSecurityLevel",
  };
  const demanded = rules.minSecurityLevel;
  if (demanded === undefined) return checkOf.notAsked(base);
  if (assurance === "vendor-signed") {
    return checkOf.skip(
      base,
      "no built-in root vouches for hardware, so there is no level to judge",
    );
  }
  if (assurance === "simulated" && rules.allowSimulated !== true) {
    return checkOf.skip(base, "simulated evidence is refused whatever its level");
  }
  const status = verification.tcb?.status ?? null;
  const isPatched = status === "UpToDate" || status === "SWHardeningNeeded";
  const isJudged = status !== null;
  // Debug mode that the policy tolerates is named by a check of its own; it is hardware all the same.
  const isHardware =
    assurance === "hardware" || (assurance === "hardware-debug" && rules.allowDebug === true);
  const actual: SecurityLevel = !isHardware ? "basic" : isPatched || !isJudged ? "high" : "medium";
  const values = { expected: `${demanded} or better`, actual };
  return LEVELS.indexOf(actual) >= LEVELS.indexOf(demanded)
    ? checkOf.pass(base, values)
    : checkOf.fail(base, "SECURITY_LEVEL_TOO_LOW", values);
}

function referenceValuesCheck(rules: AppraisalPolicy): Check {
  const base: CheckBase = {
    id: "policy.referenceValues",
    group: "policy",
    title: "Measurements match approved reference values",
    source: "policy requireReferenceValues",
  };
  return rules.requireReferenceValues === true
    ? checkOf.fail(base, "REFERENCE_VALUES_MISSING", {
        detail: "no reference value set is approved for this workload",
      })
    : checkOf.notAsked(base);
}

function nothingExpected(): Check {
  return checkOf.notAsked(
    {
      id: "policy.measurements",
      group: "policy",
      title: "Measurements are expected ones",
      source: "policy",
    },
    "the policy names no measurements, so nobody said what should run here",
  );
}

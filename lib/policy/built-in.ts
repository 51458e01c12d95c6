import type { AppraisalPolicy, BuiltInPolicyName } from "@/lib/rats/appraisal-policy";

/**
 * The three built-in policies. None of them accepts debug enclaves, expired collateral or a revoked TCB level.
 *
 * - `strict` (the default): every part of the platform is up to date.
 * - `moderate`: patched, but software hardening or a configuration change is still advised; that is named as a warning.
 * - `relaxed`: anything genuine that Intel has not revoked, for tests and for looking around; simulated evidence too.
 */
export const BUILT_IN: Readonly<Record<BuiltInPolicyName, AppraisalPolicy>> = {
  strict: {
    name: "strict",
    allowDebug: false,
    allowSimulated: false,
    minSecurityLevel: "high",
    intel: {
      acceptedTcbStatuses: ["UpToDate"],
      allowExpiredCollateral: false,
      evaluateTcb: true,
      tdx: { enforceReservedBits: true },
    },
  },
  moderate: {
    name: "moderate",
    allowDebug: false,
    allowSimulated: false,
    minSecurityLevel: "medium",
    intel: {
      acceptedTcbStatuses: [
        "UpToDate",
        "SWHardeningNeeded",
        "ConfigurationNeeded",
        "ConfigurationAndSWHardeningNeeded",
      ],
      allowExpiredCollateral: false,
      evaluateTcb: true,
      tdx: { enforceReservedBits: true },
    },
  },
  relaxed: {
    name: "relaxed",
    allowDebug: false,
    allowSimulated: true,
    minSecurityLevel: "basic",
    intel: {
      acceptedTcbStatuses: [
        "UpToDate",
        "SWHardeningNeeded",
        "ConfigurationNeeded",
        "ConfigurationAndSWHardeningNeeded",
        "TDRelaunchAdvised",
        "TDRelaunchAdvisedConfigurationNeeded",
        "OutOfDate",
        "OutOfDateConfigurationNeeded",
      ],
      allowExpiredCollateral: false,
      evaluateTcb: true,
      tdx: { enforceReservedBits: true },
    },
  },
};

export const DEFAULT_POLICY: BuiltInPolicyName = "strict";

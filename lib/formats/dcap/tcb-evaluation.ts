import type { TcbStatus } from "@/lib/rats/tcb-status";
import type { SvnLevel, SvnLevelStatus } from "./svn-level";
import { findSvnLevel } from "./svn-level";
import type { PlatformLevelStatus, TcbInfo, TcbLevel, TdxModuleIdentity } from "./tcb-info";

/** What the platform reports of itself. */
export interface PlatformSvns {
  /** SGX component SVNs of the PCK certificate. */
  readonly sgx: readonly number[];
  /** PCESVN of the PCK certificate. */
  readonly pceSvn: number;
}

/**
 * Intel's search (DCAP quote verification library, "TCB level"): the best level that the platform reaches in every
 * component. For a TDX module version above 0, components 0 and 1 are the module's own SVN and version, which its
 * identity judges, so the search starts at component 2.
 */
export function findTcbLevel(
  levels: readonly TcbLevel[],
  platform: PlatformSvns,
  teeTcbSvn: Uint8Array | null,
): TcbLevel | null {
  const index = levels.findIndex((level) => reaches(level, platform, teeTcbSvn));
  return levels[index] ?? null;
}

function reaches(level: TcbLevel, platform: PlatformSvns, teeTcbSvn: Uint8Array | null): boolean {
  if (platform.sgx.length !== level.sgx.length) return false;
  if (!level.sgx.every((svn, index) => svn <= (platform.sgx[index] ?? -1))) return false;
  if (level.pceSvn > platform.pceSvn) return false;
  if (teeTcbSvn === null) return level.tdx === null;
  if (level.tdx?.length !== 16 || teeTcbSvn.length !== 16) return false;
  const start = (teeTcbSvn[1] ?? 0) > 0 ? 2 : 0;
  return level.tdx.every((svn, index) => index < start || svn <= (teeTcbSvn[index] ?? -1));
}

/**
 * The identity of the TDX module that TEE_TCB_SVN speaks of: byte 1 is the version. Version 0 is judged by the
 * top-level `tdxModule`; every other needs exactly one identity of its own.
 */
export function findModuleIdentity(info: TcbInfo, teeTcbSvn: Uint8Array): TdxModuleIdentity | null {
  const version = teeTcbSvn[1] ?? 0;
  if (version === 0) return info.tdxModule;
  const id = `TDX_${version.toString(16).toUpperCase().padStart(2, "0")}`;
  return info.tdxModuleIdentities.find((identity) => identity.id === id) ?? null;
}

/** One part of the TCB with the level that it reached. */
export interface ComponentLevel {
  readonly status: PlatformLevelStatus | SvnLevelStatus;
  readonly date: number;
  readonly advisoryIds: readonly string[];
  /** When it became out of date: the date of the oldest newer level. Null for a part that is not out of date. */
  readonly outOfDateSince: number | null;
}

export interface TcbEvaluation {
  readonly platform: ComponentLevel | null;
  /** Null when the module has no level of its own (version 0, or SGX). */
  readonly module: ComponentLevel | null;
  readonly moduleFound: boolean;
  readonly status: PlatformLevelStatus | null;
}

/** Platform level, module level and the QE's level, converged. A part without a level makes the whole null. */
export function evaluateTcb(given: {
  info: TcbInfo;
  platform: PlatformSvns;
  teeTcbSvn: Uint8Array | null;
  qe: ComponentLevel;
}): TcbEvaluation {
  const { info, platform, teeTcbSvn, qe } = given;
  const level = findTcbLevel(info.levels, platform, teeTcbSvn);
  const identity = teeTcbSvn ? findModuleIdentity(info, teeTcbSvn) : null;
  const hasModuleLevel = teeTcbSvn !== null && (teeTcbSvn[1] ?? 0) > 0;
  const moduleLevel =
    hasModuleLevel && identity ? findSvnLevel(identity.levels, teeTcbSvn[0] ?? 0) : null;
  const tdxModule = moduleLevel && identity ? svnComponent(identity.levels, moduleLevel) : null;
  const moduleFound = !hasModuleLevel || tdxModule !== null;
  const platformLevel = level ? platformComponent(info.levels, level) : null;
  const status =
    level && moduleFound
      ? converge(level.status, [tdxModule?.status, qe.status].filter(isSvnStatus))
      : null;
  return { platform: platformLevel, module: tdxModule, moduleFound, status };
}

function isSvnStatus(status: string | undefined): status is SvnLevelStatus {
  return status === "UpToDate" || status === "OutOfDate" || status === "Revoked";
}

function platformComponent(levels: readonly TcbLevel[], level: TcbLevel): ComponentLevel {
  const newer = levels.slice(0, levels.indexOf(level)).filter(({ status }) => !isOutOfDate(status));
  return {
    status: level.status,
    date: level.date,
    advisoryIds: level.advisoryIds,
    outOfDateSince: isOutOfDate(level.status) ? earliest(newer.map(({ date }) => date)) : null,
  };
}

export function svnComponent(levels: readonly SvnLevel[], level: SvnLevel): ComponentLevel {
  const newer = levels.filter(
    ({ isvSvn, status }) => isvSvn > level.isvSvn && status === "UpToDate",
  );
  return {
    status: level.status,
    date: level.date,
    advisoryIds: level.advisoryIds,
    outOfDateSince: level.status === "OutOfDate" ? earliest(newer.map(({ date }) => date)) : null,
  };
}

export function isOutOfDate(status: TcbStatus): boolean {
  return status === "OutOfDate" || status === "OutOfDateConfigurationNeeded";
}

function earliest(dates: readonly number[]): number | null {
  return dates.length > 0 ? Math.min(...dates) : null;
}

/** Intel's convergence: a part that is out of date or revoked pulls the platform's status down, nothing lifts it. */
export function converge(
  platform: PlatformLevelStatus,
  parts: readonly SvnLevelStatus[],
): PlatformLevelStatus {
  if (platform === "Revoked" || parts.includes("Revoked")) return "Revoked";
  if (!parts.includes("OutOfDate")) return platform;
  switch (platform) {
    case "ConfigurationNeeded":
    case "ConfigurationAndSWHardeningNeeded":
    case "OutOfDateConfigurationNeeded":
      return "OutOfDateConfigurationNeeded";
    case "UpToDate":
    case "SWHardeningNeeded":
    case "OutOfDate":
      return "OutOfDate";
  }
}

/**
 * TD-preserving update (TDX 1.5): the TD was launched under an older module than runs now. When the launch is out of
 * date and the current state is not, a relaunch is all that is needed; in every other case the launch decides.
 */
export function judgeRelaunch(
  launch: PlatformLevelStatus,
  current: PlatformLevelStatus,
): TcbStatus {
  const isCurrentGood =
    current === "UpToDate" ||
    current === "SWHardeningNeeded" ||
    current === "ConfigurationNeeded" ||
    current === "ConfigurationAndSWHardeningNeeded";
  if (!isOutOfDate(launch) || !isCurrentGood) return launch;
  const needsConfiguration =
    launch === "OutOfDateConfigurationNeeded" ||
    current === "ConfigurationNeeded" ||
    current === "ConfigurationAndSWHardeningNeeded";
  return needsConfiguration ? "TDRelaunchAdvisedConfigurationNeeded" : "TDRelaunchAdvised";
}

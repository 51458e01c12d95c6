import { describe, expect, it } from "vitest";
import { TCB_STATUSES, type TcbStatus } from "@/lib/rats/tcb-status";
import {
  tcbLevel,
  isvSvnLevel,
  type SignedJsonHooks,
  type TcbInfo,
} from "@/lib/simulator/intel/collateral-writer";
import type { MintIntelOptions } from "@/lib/simulator/intel/mint-intel";
import { defaultPlatform } from "@/lib/simulator/intel/platform";
import { teeTcbSvn } from "@/lib/simulator/intel/reports";
import { appraiseMinted } from "./testing/appraise-minted";
import { itJudges } from "./testing/matrix";

const tcbInfo = (change: (info: TcbInfo) => unknown): SignedJsonHooks<TcbInfo> => ({
  members: change,
});

// Intel's quote verification library, convergence of the parts' statuses: platform, then UpToDate, OutOfDate, Revoked.
const convergence = [
  ["UpToDate", "UpToDate", "OutOfDate", "Revoked"],
  ["SWHardeningNeeded", "SWHardeningNeeded", "OutOfDate", "Revoked"],
  ["ConfigurationNeeded", "ConfigurationNeeded", "OutOfDateConfigurationNeeded", "Revoked"],
  [
    "ConfigurationAndSWHardeningNeeded",
    "ConfigurationAndSWHardeningNeeded",
    "OutOfDateConfigurationNeeded",
    "Revoked",
  ],
  ["OutOfDate", "OutOfDate", "OutOfDate", "Revoked"],
  [
    "OutOfDateConfigurationNeeded",
    "OutOfDateConfigurationNeeded",
    "OutOfDateConfigurationNeeded",
    "Revoked",
  ],
  ["Revoked", "Revoked", "Revoked", "Revoked"],
] as const;
const partStatuses = ["UpToDate", "OutOfDate", "Revoked"] as const;

describe("platform, quoting enclave and module converge to one status", () => {
  const rows = convergence.flatMap(([platform, ...byWorst]) =>
    partStatuses.flatMap((qe, q) =>
      partStatuses.map((module, m) => ({
        platform,
        qe,
        module,
        expected: byWorst[Math.max(q, m)] ?? "Revoked",
      })),
    ),
  );

  it("has 63 rows", () => expect(rows).toHaveLength(63));

  it.each(rows)(
    "$platform, QE $qe, module $module: $expected",
    async ({ expected, ...statuses }) => {
      const { result, verdict, codes } = await appraiseMinted({ statuses }, { policy: "relaxed" });
      expect(result?.tcb?.status).toBe(expected);
      expect(result?.tcb?.components).toMatchObject({
        platform: statuses.platform,
        qe: statuses.qe,
        tdxModule: statuses.module,
      });
      if (expected === "Revoked") {
        expect({ verdict, codes }).toEqual({ verdict: "contraindicated", codes: ["TCB_REVOKED"] });
      } else {
        expect(verdict).toBe(expected === "UpToDate" ? "affirming" : "warning");
      }
    },
  );

  it.each(convergence)("SGX %s has no module: %s, %s, %s", async (platform, ...byQe) => {
    for (const [index, qe] of partStatuses.entries()) {
      const options = { tee: "sgx", statuses: { platform, qe } } as const;
      const { result } = await appraiseMinted(options, { policy: "relaxed" });
      expect(result?.tcb?.status).toBe(byQe[index]);
    }
  });
});

const platformStatuses = convergence.map(([platform]) => platform);
const isConfiguration = (status: string) =>
  status === "ConfigurationNeeded" || status === "ConfigurationAndSWHardeningNeeded";
const isPatched = (status: string) => status === "UpToDate" || status === "SWHardeningNeeded";

/** Intel's quote verification library, relaunch of a TD, typed out row by row. */
function expectedRelaunch(launch: TcbStatus, current: TcbStatus): TcbStatus {
  if (launch === "OutOfDate" && isPatched(current)) return "TDRelaunchAdvised";
  if (launch === "OutOfDate" && isConfiguration(current)) {
    return "TDRelaunchAdvisedConfigurationNeeded";
  }
  if (
    launch === "OutOfDateConfigurationNeeded" &&
    (isPatched(current) || isConfiguration(current))
  ) {
    return "TDRelaunchAdvisedConfigurationNeeded";
  }
  return launch;
}

/** Two levels that differ in the third TDX component only: one that the launch reaches, one that runs now. */
function relaunched(launch: TcbStatus, current: TcbStatus): MintIntelOptions {
  const level = (svn: number, status: TcbStatus) =>
    tcbLevel({
      components: defaultPlatform.components,
      pceSvn: defaultPlatform.pceSvn,
      tdx: [0, 0, svn],
      status,
    });
  return {
    version: 5,
    tdReport: "1.5",
    td: { teeTcbSvn: teeTcbSvn(6, 1, 3), teeTcbSvn2: teeTcbSvn(6, 1, 5) },
    tcbInfo: tcbInfo((info) => ({ ...info, tcbLevels: [level(5, current), level(3, launch)] })),
  };
}

describe("a TD that runs under a newer module than it was launched under", () => {
  const rows = platformStatuses.flatMap((launch) =>
    platformStatuses.map((current) => ({
      launch,
      current,
      expected: expectedRelaunch(launch, current),
    })),
  );

  it.each(rows)(
    "launch $launch, current $current: $expected",
    async ({ launch, current, expected }) => {
      const { result } = await appraiseMinted(relaunched(launch, current), { policy: "relaxed" });
      expect(result?.tcb?.status).toBe(expected);
    },
  );

  it.each(platformStatuses)("TD 1.0 knows no relaunch: %s", async (launch) => {
    const options = relaunched(launch, "UpToDate");
    for (const form of [{ version: 4 }, { version: 5, tdReport: "1.0" }] as const) {
      const { tdReport: _form, ...rest } = options;
      const { result } = await appraiseMinted({ ...rest, ...form }, { policy: "relaxed" });
      expect(result?.tcb?.status).toBe(launch);
    }
  });

  itJudges([
    {
      name: "what runs now fits no level",
      mint: {
        ...relaunched("OutOfDate", "UpToDate"),
        td: { teeTcbSvn: teeTcbSvn(6, 1, 3), teeTcbSvn2: teeTcbSvn(6, 1, 0) },
      },
      request: { policy: "relaxed" },
      code: "TCB_LEVEL_NOT_FOUND",
    },
    {
      name: "the module that runs now has no identity",
      mint: {
        ...relaunched("OutOfDate", "UpToDate"),
        td: { teeTcbSvn: teeTcbSvn(6, 1, 3), teeTcbSvn2: teeTcbSvn(6, 2, 5) },
      },
      request: { policy: "relaxed" },
      code: "TCB_LEVEL_NOT_FOUND",
    },
  ]);

  it("takes the status of the module that the TD was launched under, not of the current one", async () => {
    const levels = [
      isvSvnLevel({ isvSvn: 6, status: "UpToDate" }),
      isvSvnLevel({ isvSvn: 4, status: "OutOfDate" }),
    ];
    const { result } = await appraiseMinted(
      {
        version: 5,
        td: { teeTcbSvn: teeTcbSvn(4, 1, 3), teeTcbSvn2: teeTcbSvn(6, 1, 3) },
        tcbInfo: tcbInfo((info) => ({
          ...info,
          tdxModuleIdentities: info.tdxModuleIdentities?.map((identity) => ({
            ...identity,
            tcbLevels: levels,
          })),
        })),
      },
      { policy: "relaxed" },
    );
    expect(result?.tcb?.status).toBe("TDRelaunchAdvised");
  });
});

describe("what the built-in policies accept", () => {
  const moderate = [
    "UpToDate",
    "SWHardeningNeeded",
    "ConfigurationNeeded",
    "ConfigurationAndSWHardeningNeeded",
  ];
  const accepted: Readonly<Record<"strict" | "moderate" | "relaxed", readonly string[]>> = {
    strict: ["UpToDate"],
    moderate,
    relaxed: TCB_STATUSES.filter((status) => status !== "Revoked"),
  };
  const mintStatus = (status: TcbStatus): MintIntelOptions => {
    switch (status) {
      case "TDRelaunchAdvised":
        return relaunched("OutOfDate", "UpToDate");
      case "TDRelaunchAdvisedConfigurationNeeded":
        return relaunched("OutOfDateConfigurationNeeded", "UpToDate");
      case "UpToDate":
      case "SWHardeningNeeded":
      case "ConfigurationNeeded":
      case "ConfigurationAndSWHardeningNeeded":
      case "OutOfDate":
      case "OutOfDateConfigurationNeeded":
      case "Revoked":
        return { statuses: { platform: status } };
    }
  };

  for (const policy of ["strict", "moderate", "relaxed"] as const) {
    it.each(TCB_STATUSES)(`${policy}: %s`, async (status) => {
      const { verdict, codes, result } = await appraiseMinted(mintStatus(status), { policy });
      expect(result?.tcb?.status).toBe(status);
      if (status === "Revoked") {
        expect({ verdict, codes }).toEqual({ verdict: "contraindicated", codes: ["TCB_REVOKED"] });
      } else if (!accepted[policy].includes(status)) {
        expect({ verdict, codes }).toEqual({
          verdict: "contraindicated",
          codes: ["TCB_STATUS_NOT_ACCEPTED"],
        });
      } else {
        expect(verdict).toBe(status === "UpToDate" ? "affirming" : "warning");
      }
    });
  }
});

describe("what a result says about the TCB", () => {
  it("takes the earliest date, the lowest evaluation number and every advisory once", async () => {
    const { result } = await appraiseMinted(
      {
        tcbInfo: tcbInfo((info) => ({
          ...info,
          tcbEvaluationDataNumber: 18,
          tdxModuleIdentities: info.tdxModuleIdentities?.map((identity) => ({
            ...identity,
            tcbLevels: [
              isvSvnLevel({
                isvSvn: 4,
                status: "UpToDate",
                date: "2023-02-15T00:00:00Z",
                advisoryIds: ["INTEL-SA-3", "INTEL-SA-1"],
              }),
            ],
          })),
          tcbLevels: info.tcbLevels.map((level) => ({
            ...level,
            tcbStatus: "SWHardeningNeeded",
            advisoryIDs: ["INTEL-SA-1", "INTEL-SA-2"],
          })),
        })),
        qeIdentity: {
          members: (identity) => ({
            ...identity,
            tcbEvaluationDataNumber: 16,
            tcbLevels: [
              isvSvnLevel({
                isvSvn: 8,
                status: "UpToDate",
                date: "2024-01-01T00:00:00Z",
                advisoryIds: ["INTEL-SA-4"],
              }),
            ],
          }),
        },
      },
      { policy: "relaxed" },
    );
    expect(result?.tcb).toMatchObject({
      status: "SWHardeningNeeded",
      date: "2023-02-15T00:00:00Z",
      evaluationDataNumber: 16,
      advisoryIds: ["INTEL-SA-1", "INTEL-SA-2", "INTEL-SA-4", "INTEL-SA-3"],
    });
  });
});

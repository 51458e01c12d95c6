import { describe } from "vitest";
import {
  tcbLevel,
  type SignedJsonHooks,
  type TcbInfo,
} from "@/lib/simulator/intel/collateral-writer";
import { defaultPlatform } from "@/lib/simulator/intel/platform";
import { teeTcbSvn } from "@/lib/simulator/intel/reports";
import { itJudges } from "./testing/matrix";

const tcbInfo = (change: (info: TcbInfo) => unknown): SignedJsonHooks<TcbInfo> => ({
  members: change,
});

describe("the TDX module", () => {
  const identities = (change: (identity: { readonly id: string }) => unknown) =>
    tcbInfo((info) => ({ ...info, tdxModuleIdentities: info.tdxModuleIdentities?.map(change) }));
  itJudges([
    {
      name: "of a version without an identity",
      mint: { td: { teeTcbSvn: teeTcbSvn(6, 2, 3) } },
      code: "TDX_MODULE_MISMATCH",
      follows: ["TCB_LEVEL_NOT_FOUND"],
    },
    {
      name: "when there are no identities at all",
      mint: { tcbInfo: tcbInfo((info) => ({ ...info, tdxModuleIdentities: [] })) },
      code: "TDX_MODULE_MISMATCH",
      follows: ["TCB_LEVEL_NOT_FOUND"],
    },
    {
      name: "of another signer",
      mint: { td: { mrSignerSeam: new Uint8Array(48).fill(1) } },
      code: "TDX_MODULE_MISMATCH",
    },
    {
      name: "with attributes",
      mint: { td: { seamAttributes: Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0) } },
      code: "TDX_MODULE_MISMATCH",
    },
    {
      name: "with attributes outside of the mask",
      mint: {
        td: { seamAttributes: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0x80) },
        tcbInfo: identities((identity) => ({ ...identity, attributesMask: "0".repeat(16) })),
      },
      code: "TDX_MODULE_MISMATCH",
    },
    {
      name: "whose identity demands attributes that it lacks",
      mint: {
        tcbInfo: identities((identity) => ({ ...identity, attributes: "01".padEnd(16, "0") })),
      },
      code: "TDX_MODULE_MISMATCH",
    },
    {
      name: "of another signer, in a version 0 module",
      mint: { td: { teeTcbSvn: teeTcbSvn(5, 0, 3), mrSignerSeam: new Uint8Array(48).fill(1) } },
      code: "TDX_MODULE_MISMATCH",
    },
    { name: "of version 0, judged by tdxModule", mint: { td: { teeTcbSvn: teeTcbSvn(5, 0, 3) } } },
    {
      name: "older than every level",
      mint: { td: { teeTcbSvn: teeTcbSvn(1, 1, 3) } },
      code: "TCB_LEVEL_NOT_FOUND",
    },
    {
      name: "of an older level",
      mint: { td: { teeTcbSvn: teeTcbSvn(3, 1, 3) } },
      code: "TCB_STATUS_NOT_ACCEPTED",
    },
    {
      name: "out of date",
      mint: { statuses: { module: "OutOfDate" } },
      code: "TCB_STATUS_NOT_ACCEPTED",
    },
    { name: "revoked", mint: { statuses: { module: "Revoked" } }, code: "TCB_REVOKED" },
    {
      name: "with a status that only platforms have",
      mint: { statuses: { module: "ConfigurationNeeded" } },
      code: "TCB_INFO_INVALID",
    },
    {
      name: "of version 0xab, whatever the case of its id",
      mint: {
        td: { teeTcbSvn: teeTcbSvn(6, 0xab, 3) },
        tcbInfo: identities((identity) =>
          identity.id === "TDX_03" ? { ...identity, id: "TDX_ab" } : identity,
        ),
      },
    },
  ]);
});

describe("the level that a platform reaches", () => {
  const { components, pceSvn } = defaultPlatform;
  itJudges([
    {
      name: "one SGX component too low for every level",
      mint: { platform: { components: changed(7, 3) }, tcbInfo: fixedLevels() },
      code: "TCB_LEVEL_NOT_FOUND",
    },
    {
      name: "one SGX component too low for the best level",
      mint: { platform: { components: changed(7, 4) }, tcbInfo: fixedLevels() },
      code: "TCB_STATUS_NOT_ACCEPTED",
    },
    {
      name: "PCE SVN one too low for the best level",
      mint: { platform: { pceSvn: pceSvn - 1 }, tcbInfo: fixedLevels() },
      code: "TCB_STATUS_NOT_ACCEPTED",
    },
    {
      name: "PCE SVN too low for every level",
      mint: { platform: { pceSvn: 4 }, tcbInfo: fixedLevels() },
      code: "TCB_LEVEL_NOT_FOUND",
    },
    {
      name: "one TDX component too low for the best level",
      mint: { td: { teeTcbSvn: teeTcbSvn(6, 1, 2) } },
      code: "TCB_STATUS_NOT_ACCEPTED",
    },
    {
      name: "one TDX component too low for every level",
      mint: { td: { teeTcbSvn: teeTcbSvn(6, 1, 1) } },
      code: "TCB_LEVEL_NOT_FOUND",
    },
    {
      // Components 0 and 1 of a level belong to the module once its version is above 0, as in Intel's quote verification library.
      name: "a module SVN below component 0 of the platform level, for a module of version 1",
      mint: { td: { teeTcbSvn: teeTcbSvn(4, 1, 3) } },
    },
    {
      name: "the same for a module of version 0, where all 16 count",
      mint: { td: { teeTcbSvn: teeTcbSvn(4, 0, 3) } },
      code: "TCB_STATUS_NOT_ACCEPTED",
    },
  ]);

  function changed(at: number, svn: number): readonly number[] {
    return components.map((own, index) => (index === at ? svn : own));
  }

  /** The default levels follow the platform that is minted; these stay. */
  function fixedLevels(): SignedJsonHooks<TcbInfo> {
    const older = components.map((svn) => Math.max(0, svn - 1));
    return tcbInfo((info) => ({
      ...info,
      tcbLevels: [
        tcbLevel({ components, pceSvn, tdx: [5, 0, 3], status: "UpToDate" }),
        tcbLevel({ components: older, pceSvn: 5, tdx: [3, 0, 2], status: "OutOfDate" }),
      ],
    }));
  }
});

import { describe } from "vitest";
import { type CertificateSpec } from "@/lib/simulator/certificate-writer";
import type { ReasonCode } from "@/lib/rats/reason-codes";
import { integer, octetString } from "@/lib/simulator/der-writer";
import type { MintIntelOptions } from "@/lib/simulator/intel/mint-intel";
import { type IntelPki } from "@/lib/simulator/intel/pki";
import type { SgxEntry } from "@/lib/simulator/intel/platform";
import { itJudges, type MatrixCase } from "./testing/matrix";

type Role = keyof NonNullable<MintIntelOptions["certificates"]>;
type Change = (spec: CertificateSpec, pki: IntelPki) => CertificateSpec;

const certificate = (role: Role, change: Change): MintIntelOptions => ({
  certificates: { [role]: change },
});
/** What can't be judged any more once something of a chain is broken: what it should have vouched for. */
const onlyThePckChain = [
  "ROOT_CA_UNTRUSTED",
  "ROOT_CRL_INVALID",
  "PCK_CRL_INVALID",
  "COLLATERAL_UNAVAILABLE",
] as const;
const follows: Partial<Record<ReasonCode, readonly ReasonCode[]>> = {
  PCK_CHAIN_INVALID: onlyThePckChain,
  PCK_CHAIN_INCOMPLETE: onlyThePckChain,
  PCK_EXPIRED: ["PCK_CRL_INVALID"],
  ROOT_CA_UNTRUSTED: ["TCB_INFO_CHAIN_INVALID", "QE_IDENTITY_CHAIN_INVALID", "PCK_CRL_INVALID"],
  TCB_INFO_CHAIN_INVALID: ["TCB_INFO_SIGNATURE_INVALID"],
  QE_IDENTITY_CHAIN_INVALID: ["QE_IDENTITY_SIGNATURE_INVALID"],
};
function itJudgesChains(cases: readonly MatrixCase[]): void {
  itJudges(
    cases.map((line) =>
      line.code === undefined ? line : { ...line, follows: follows[line.code] ?? [] },
    ),
  );
}
const without = (spec: CertificateSpec, oid: string): CertificateSpec => ({
  ...spec,
  extensions: spec.extensions.filter((extension) => extension.oid !== oid),
});

describe("the SGX extension of the PCK certificate", () => {
  const code = "PCK_CHAIN_INVALID" as const;
  const drop = (suffix: string) => (entries: readonly SgxEntry[]) =>
    entries.filter((entry) => entry.suffix !== suffix);
  const set = (suffix: string, value: Uint8Array) => (entries: readonly SgxEntry[]) =>
    entries.map((entry) => (entry.suffix === suffix ? { suffix, value } : entry));
  const twice = (suffix: string) => (entries: readonly SgxEntry[]) =>
    entries.flatMap((entry) => (entry.suffix === suffix ? [entry, entry] : [entry]));

  itJudgesChains([
    {
      name: "is missing",
      mint: certificate("pck", (spec) => without(spec, "1.2.840.113741.1.13.1")),
      code,
    },
    {
      name: "is there twice",
      mint: certificate("pck", (spec) => ({
        ...spec,
        extensions: spec.extensions.flatMap((extension) =>
          extension.oid === "1.2.840.113741.1.13.1" ? [extension, extension] : [extension],
        ),
      })),
      code,
    },
    ...["1", "2", "3", "4", "5"].map((suffix) => ({
      name: `lacks .${suffix}`,
      mint: { sgxExtension: { entries: drop(suffix) } },
      code,
    })),
    ...Array.from({ length: 18 }, (_, index) => `2.${index + 1}`).map((suffix) => ({
      name: `lacks .${suffix}`,
      mint: { sgxExtension: { tcb: drop(suffix) } },
      code,
    })),
    ...["1", "4"].map((suffix) => ({
      name: `has .${suffix} twice`,
      mint: { sgxExtension: { entries: twice(suffix) } },
      code,
    })),
    { name: "has .2.3 twice", mint: { sgxExtension: { tcb: twice("2.3") } }, code },
    {
      name: "has a member that nobody knows",
      mint: {
        sgxExtension: { entries: (entries) => [...entries, { suffix: "9", value: integer(1) }] },
      },
      code,
    },
    ...(
      [
        ["SVN 256", "2.1", integer(256)],
        ["a negative SVN", "2.16", integer(-1)],
        ["an SVN that is text", "2.5", octetString(Uint8Array.of(1))],
        ["PCE SVN 65536", "2.17", integer(65536)],
        ["a CPU SVN of 15 bytes", "2.18", octetString(new Uint8Array(15))],
      ] as const
    ).map(([name, suffix, value]) => ({
      name: `has ${name}`,
      mint: { sgxExtension: { tcb: set(suffix, value) } },
      code,
    })),
    ...(
      [
        ["a PPID of 15 bytes", "1", octetString(new Uint8Array(15))],
        ["a PCE ID of 1 byte", "3", octetString(new Uint8Array(1))],
        ["an FMSPC of 5 bytes", "4", octetString(new Uint8Array(5))],
        ["an FMSPC of 7 bytes", "4", octetString(new Uint8Array(7))],
        ["an SGX type that is no enumeration", "5", integer(1)],
        ["a platform instance id of 17 bytes", "6", octetString(new Uint8Array(17))],
      ] as const
    ).map(([name, suffix, value]) => ({
      name: `has ${name}`,
      mint: { sgxExtension: { entries: set(suffix, value) } },
      code,
    })),
    {
      // The components count, the raw CPUSVN does not, as in Intel's quote verification library.
      name: "has a CPU SVN that differs from its components, which is fine",
      mint: { platform: { cpuSvn: new Uint8Array(16) } },
    },
  ]);
});

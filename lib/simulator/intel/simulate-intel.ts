import { fromHex } from "@/lib/bytes/hex";
import { SIMULATION_ORGANIZATION } from "@/lib/trust/trust-anchors";
import { distinguishedName, type CertificateSpec } from "../certificate-writer";
import type { Simulation, SimulationOptions } from "../simulated-evidence";
import { mintIntel, type MintIntelOptions } from "./mint-intel";
import { createIntelPki } from "./pki";
import { defaultEnclave, defaultTd } from "./reports";

/** Spelled as Intel does, but for the organization, which says that it is a simulation. */
const SIMULATED_ROOT = distinguishedName(
  ["CN", "Intel SGX Root CA"],
  ["O", SIMULATION_ORGANIZATION],
  ["L", "Santa Clara"],
  ["ST", "CA"],
  ["C", "US"],
);

const TD_REGISTERS = {
  mrtd: "mrTd",
  rtmr0: "rtmr0",
  rtmr1: "rtmr1",
  rtmr2: "rtmr2",
  rtmr3: "rtmr3",
  mrconfigid: "mrConfigId",
  mrowner: "mrOwner",
  mrownerconfig: "mrOwnerConfig",
} as const;

const ENCLAVE_REGISTERS = { mrenclave: "mrEnclave", mrsigner: "mrSigner" } as const;

export const simulateTdx: Simulation = {
  evidenceType: "intel-tdx-quote",
  measurementNames: Object.keys(TD_REGISTERS),
  simulate: (options, subtle) =>
    simulate(options, subtle, {
      tee: "tdx",
      td: {
        ...registers(options, TD_REGISTERS),
        reportData: reportDataOf(options),
        // TDATTRIBUTES bit 0 is DEBUG, bit 28 SEPT_VE_DISABLE (Intel TDX module ABI, table 3.22).
        tdAttributes: withBit(defaultTd.tdAttributes, 0, options.debug),
      },
    }),
};

export const simulateSgx: Simulation = {
  evidenceType: "intel-sgx-quote",
  measurementNames: Object.keys(ENCLAVE_REGISTERS),
  simulate: (options, subtle) =>
    simulate(options, subtle, {
      tee: "sgx",
      enclave: {
        ...registers(options, ENCLAVE_REGISTERS),
        reportData: reportDataOf(options),
        // ATTRIBUTES bit 1 is DEBUG (Intel SDM volume 3D, table 37-3).
        attributes: withBit(defaultEnclave.attributes, 1, options.debug),
      },
    }),
};

async function simulate(
  options: SimulationOptions,
  subtle: SubtleCrypto,
  minting: MintIntelOptions,
) {
  const issuedBySimulation = (spec: CertificateSpec) => ({ ...spec, issuer: SIMULATED_ROOT });
  const minted = await mintIntel({
    pki: await createIntelPki(subtle),
    at: options.at.toISOString().replace(/\.\d{3}Z$/, "Z"),
    statuses: { platform: options.tcb },
    certificates: {
      root: (spec) => ({ ...spec, subject: SIMULATED_ROOT, issuer: SIMULATED_ROOT }),
      pckCa: issuedBySimulation,
      tcbSigner: issuedBySimulation,
      qeIdentitySigner: issuedBySimulation,
    },
    rootCrl: (spec) => ({ ...spec, issuer: SIMULATED_ROOT }),
    ...minting,
  });
  return {
    evidence: minted.quote,
    endorsements: { intel: minted.endorsements },
    trustAnchors: minted.trustAnchors,
    eventLog: null,
  };
}

/** The nonce at the beginning, zeros behind it: 64 bytes. */
function reportDataOf({ nonce }: SimulationOptions): Uint8Array {
  const reportData = new Uint8Array(64);
  if (nonce && nonce.length > 64) throw new RangeError("report data holds 64 bytes");
  if (nonce) reportData.set(nonce);
  return reportData;
}

function registers<T extends Readonly<Record<string, string>>>(
  { measurements }: SimulationOptions,
  names: T,
): Partial<Record<T[keyof T], Uint8Array>> {
  const values: Partial<Record<string, Uint8Array>> = {};
  for (const [name, hex] of Object.entries(measurements)) {
    const member = names[name];
    const bytes = fromHex(hex);
    if (member === undefined || bytes === null) {
      throw new RangeError(`${name} is no measurement of this kind, or not hex`);
    }
    values[member] = bytes;
  }
  // Every key that was set is a value of `names`.
  return values as Partial<Record<T[keyof T], Uint8Array>>;
}

function withBit(bytes: Uint8Array, bit: number, isSet: boolean): Uint8Array {
  const changed = Uint8Array.from(bytes);
  const index = bit >> 3;
  const mask = 1 << (bit & 7);
  changed[index] = isSet ? (changed[index] ?? 0) | mask : (changed[index] ?? 0) & ~mask;
  return changed;
}

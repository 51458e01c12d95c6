import { fromHex } from "@/lib/bytes/hex";
import type { Simulation, SimulationOptions } from "../simulated-evidence";
import { mintArm } from "./mint-arm";
import { createArmPki } from "./pki";
import { defaultArmFacts, type ArmFacts } from "./token-claims";

const REGISTERS = ["rim", "rem0", "rem1", "rem2", "rem3"];
const SECURED = 0x3000;
const DEBUG = 0x4000;

/** Arm CCA: platform and realm token under a platform key with certificates of the installation's own root. */
export const simulateArm: Simulation = {
  evidenceType: "arm-cca-token",
  measurementNames: REGISTERS,
  async simulate(options, subtle) {
    if (options.tcb !== "UpToDate") {
      throw new RangeError("a CCA token says nothing of patch levels; only UpToDate is possible");
    }
    const minted = await mintArm({
      pki: await createArmPki(subtle),
      facts: {
        ...measured(options),
        challenge: challengeOf(options),
        lifecycle: options.debug ? DEBUG : SECURED,
      },
    });
    return {
      evidence: minted.evidence,
      endorsements: minted.endorsements,
      trustAnchors: minted.trustAnchors,
      eventLog: null,
    };
  },
};

/** The nonce at the beginning, zeros behind it: 64 bytes. */
function challengeOf({ nonce }: SimulationOptions): Uint8Array {
  const challenge = new Uint8Array(64);
  if (nonce && nonce.length > 64) throw new RangeError("a realm's challenge has 64 bytes");
  if (nonce) challenge.set(nonce);
  return challenge;
}

function measured({ measurements }: SimulationOptions): Pick<ArmFacts, "rim" | "rem"> {
  const value = (name: string, otherwise: Uint8Array) => {
    const hex = measurements[name];
    if (hex === undefined) return otherwise;
    const bytes = fromHex(hex);
    if (bytes?.length !== 32) throw new RangeError(`${name} is not 32 bytes in hex`);
    return bytes;
  };
  const unknown = Object.keys(measurements).find((name) => !REGISTERS.includes(name));
  if (unknown !== undefined) throw new RangeError(`${unknown} is no measurement of a realm`);
  return {
    rim: value("rim", defaultArmFacts.rim),
    rem: defaultArmFacts.rem.map((otherwise, index) => value(`rem${index}`, otherwise)),
  };
}

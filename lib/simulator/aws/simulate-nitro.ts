import { fromHex } from "@/lib/bytes/hex";
import type { Simulation, SimulationOptions } from "../simulated-evidence";
import { mintNitro } from "./mint-nitro";
import { createNitroPki } from "./pki";

const REGISTERS = Array.from({ length: 16 }, (_, index) => `pcr${index}`);

/** AWS Nitro Enclaves: a document under a root of the installation's own. */
export const simulateNitro: Simulation = {
  evidenceType: "aws-nitro-document",
  measurementNames: REGISTERS,
  async simulate(options, subtle) {
    if (options.tcb !== "UpToDate") {
      throw new RangeError(
        "a Nitro document says nothing of patch levels; only UpToDate is possible",
      );
    }
    const minted = await mintNitro({
      pki: await createNitroPki(subtle),
      at: options.at.toISOString(),
      isDebug: options.debug,
      nonce: options.nonce,
      pcrs: registers(options),
    });
    return {
      evidence: minted.evidence,
      endorsements: minted.endorsements,
      trustAnchors: minted.trustAnchors,
      eventLog: null,
    };
  },
};

function registers({
  measurements,
  debug,
}: SimulationOptions): Readonly<Record<number, Uint8Array>> {
  if (debug && ["pcr0", "pcr1", "pcr2"].some((name) => name in measurements)) {
    throw new RangeError("PCR 0 to 2 of a debug enclave are zero");
  }
  return Object.fromEntries(
    Object.entries(measurements).map(([name, hex]) => {
      const index = REGISTERS.indexOf(name);
      const bytes = fromHex(hex);
      if (index < 0 || bytes?.length !== 48) {
        throw new RangeError(`${name} is no register from pcr0 to pcr15, or not 48 bytes in hex`);
      }
      return [index, bytes];
    }),
  );
}

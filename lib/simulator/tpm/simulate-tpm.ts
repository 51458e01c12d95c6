import { fromHex } from "@/lib/bytes/hex";
import { mintEventLog } from "../event-log/mint-event-log";
import type { Simulation, SimulationOptions } from "../simulated-evidence";
import { defaultPcrs, mintTpm, type PcrValues } from "./mint-tpm";
import { createTpmPki } from "./pki";

const PCR_NAMES: readonly string[] = Array.from({ length: 24 }, (_, pcr) => `pcr${pcr}`);
const LAST_BOOT_PCR = 9;

/** A TPM 2.0 quote with the boot log that its registers replay from, by a key under a root of the installation's own. */
export const simulateTpm: Simulation = {
  evidenceType: "tpm-quote",
  measurementNames: PCR_NAMES,
  async simulate(options, subtle) {
    if (options.debug) throw new RangeError("a TPM knows no debug mode");
    if (options.tcb !== "UpToDate") throw new RangeError("a TPM quote knows no patch level");
    const { pcrs, eventLog } = await simulatedBoot(options);
    const { evidence, endorsements, trustAnchors } = await mintTpm({
      pki: await createTpmPki(subtle),
      at: options.at.toISOString(),
      nonce: nonceOf(options),
      pcrs,
    });
    return { evidence, endorsements, trustAnchors, eventLog };
  },
};

export function isPcrName(name: string): boolean {
  return PCR_NAMES.includes(name);
}

/** What TPM2_Quote is given as qualifying data. */
export function nonceOf({ nonce }: SimulationOptions): Uint8Array {
  if (nonce && nonce.length > 64) throw new RangeError("a quote holds 64 bytes of extra data");
  return nonce ?? new Uint8Array(0);
}

/** Registers as a boot leaves them, with its log; registers that are given are not what a log would replay to. */
export async function simulatedBoot({ measurements }: SimulationOptions): Promise<{
  readonly pcrs: PcrValues;
  readonly eventLog: Uint8Array | null;
}> {
  const { log, registers } = await mintEventLog({ banks: ["sha256"] });
  const given = Object.entries(measurements)
    .filter(([name]) => isPcrName(name))
    .map(([name, hex]): [number, Uint8Array] => {
      const bytes = fromHex(hex, 32);
      if (bytes === null) throw new RangeError(`${name} is not 32 bytes of hex`);
      return [Number(name.slice("pcr".length)), bytes];
    });
  const initial = [...defaultPcrs()].map(([pcr, value]): [number, Uint8Array] => [
    pcr,
    pcr <= LAST_BOOT_PCR ? new Uint8Array(32) : value,
  ]);
  return {
    pcrs: new Map([...initial, ...(registers.sha256 ?? []), ...given]),
    eventLog: given.length === 0 ? log : null,
  };
}

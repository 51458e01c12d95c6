import { fromHex, toHex } from "@/lib/bytes/hex";
import { simulateTdx } from "../intel/simulate-intel";
import type { Simulation, SimulationOptions } from "../simulated-evidence";
import {
  DSTACK_COMPOSE_HASH,
  dstackConfigId,
  mintDstackGuest,
  writeDstackJson,
  type RuntimeEventSpec,
} from "./mint-dstack";

/** What a simulated guest logs, by measurement name. */
const LOGGED = {
  appId: { event: "app-id", length: 20 },
  composeHash: { event: "compose-hash", length: 32 },
  osImageHash: { event: "os-image-hash", length: 32 },
} as const;

/** Measurements of the TD itself; its RTMRs come from the log. */
const OF_THE_TD = ["mrtd", "mrowner", "mrownerconfig"];
const REPORT_DATA_BYTES = 64;

/** A dstack guest on TDX: its log is minted, and the simulated quote signs what the log replays to. */
export const simulateDstack: Simulation = {
  evidenceType: "dstack-attestation",
  measurementNames: [...Object.keys(LOGGED), ...OF_THE_TD],
  async simulate(options, subtle) {
    const logged = loggedMeasurements(options);
    const guest = await mintDstackGuest((events) =>
      events.map((event) => ({ ...event, payload: logged.get(event.name) ?? event.payload })),
    );
    const composeHash = logged.get(LOGGED.composeHash.event) ?? DSTACK_COMPOSE_HASH;
    const ofTheTd = Object.entries(options.measurements).filter(([name]) => !(name in LOGGED));
    const simulated = await simulateTdx.simulate(
      {
        ...options,
        measurements: {
          ...Object.fromEntries(ofTheTd),
          ...hexOf(guest.registers),
          mrconfigid: toHex(dstackConfigId(composeHash)),
        },
      },
      subtle,
    );
    const reportData = new Uint8Array(REPORT_DATA_BYTES);
    if (options.nonce) reportData.set(options.nonce);
    const { log } = guest;
    return {
      ...simulated,
      evidence: writeDstackJson({ quote: simulated.evidence, log, reportData }),
    };
  },
};

function loggedMeasurements({
  measurements,
}: SimulationOptions): ReadonlyMap<RuntimeEventSpec["name"], Uint8Array> {
  const payloads = new Map<string, Uint8Array>();
  for (const [name, hex] of Object.entries(measurements)) {
    if (OF_THE_TD.includes(name)) continue;
    const known = Object.entries(LOGGED).find(([member]) => member === name)?.[1];
    const bytes = fromHex(hex, known?.length);
    if (known === undefined || bytes === null) {
      throw new RangeError(`${name} is no measurement of a dstack guest, or of another length`);
    }
    payloads.set(known.event, bytes);
  }
  return payloads;
}

function hexOf(registers: Readonly<Record<string, Uint8Array>>): Record<string, string> {
  return Object.fromEntries(Object.entries(registers).map(([name, value]) => [name, toHex(value)]));
}

import type { Simulation } from "../simulated-evidence";
import { mintEventLog } from "./mint-event-log";

/** The log of a simulated machine's boot, on its own: nothing signs it, so it has no roots and no freshness. */
export const simulateEventLog: Simulation = {
  evidenceType: "event-log",
  measurementNames: [],
  async simulate({ nonce, measurements, debug, tcb }) {
    if (nonce !== null || debug || tcb !== "UpToDate" || Object.keys(measurements).length > 0) {
      throw new RangeError("an event log carries no nonce, no patch level and no debug state");
    }
    const { log } = await mintEventLog();
    return { evidence: log, endorsements: {}, trustAnchors: [], eventLog: null };
  },
};

import type { VerificationRequest } from "@/lib/rats/verification-request";
import type { Simulation } from "@/lib/simulator/simulated-evidence";
import { SIMULATIONS } from "@/lib/simulator/simulations";
import type { CoreResults, CoreRow } from "./core";
import type { Goal } from "./goal";
import { bareLimit, KINDS_WITH_GOAL } from "./kind-limits";
import { benchKindPeers } from "./kind-peers";
import { measureRates, ratioOf } from "./rounds";
import { WARM, warmAndCold } from "./warm-and-cold";

const ROUNDS = 9;
const ROUND_MS = 100;
const AT = new Date("2026-06-01T00:00:00Z");

/**
 * A row for each kind of evidence, simulated, beside the signatures that it can't do without; then given evidence beside
 * other implementations.
 */
export async function benchKinds(print: (text: string) => void): Promise<CoreResults> {
  const rows: CoreRow[] = [];
  const goals: Goal[] = [];
  for (const simulation of SIMULATIONS) {
    const { evidenceType } = simulation;
    print(`${evidenceType}: ${ROUNDS} rounds`);
    const request = await simulated(simulation);
    const limit = bareLimit(evidenceType);
    const rates = await measureRates(
      [
        ...(limit ? [{ name: limit.what, run: () => limit.run() }] : []),
        ...warmAndCold(request, AT),
      ],
      { rounds: ROUNDS, milliseconds: ROUND_MS },
    );
    for (const { name, perSecond, lowest, highest } of rates) {
      rows.push({ input: evidenceType, what: name, perSecond, lowest, highest });
    }
    if (limit === null) continue;
    goals.push({
      what: `${evidenceType}: warm to the ${limit.what}`,
      value: ratioOf(rates, WARM, limit.what),
      atLeast: KINDS_WITH_GOAL.includes(evidenceType) ? 0.5 : null,
      atMost: null,
    });
  }
  const peers = await benchKindPeers(print);
  return {
    rows: [...rows, ...peers.rows],
    goals: [...goals, ...peers.goals],
    notes: [
      "Every other piece is simulated, so the chains are as long as the vendors' but not theirs.",
      ...peers.notes,
    ],
  };
}

async function simulated(simulation: Simulation): Promise<VerificationRequest> {
  const made = await simulation.simulate(
    { at: AT, nonce: null, measurements: {}, debug: false, tcb: "UpToDate" },
    globalThis.crypto.subtle,
  );
  return {
    evidence: Buffer.from(made.evidence).toString("base64"),
    evidenceType: simulation.evidenceType,
    endorsements: made.endorsements,
    ...(made.eventLog ? { eventLog: Buffer.from(made.eventLog).toString("base64") } : {}),
    trustAnchors: made.trustAnchors,
    policy: "relaxed",
  };
}

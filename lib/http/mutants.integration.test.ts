import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mutant, seededRandom } from "@/bench/mutants";
import type { AttestationResult } from "@/lib/rats/attestation-result";
import { rememberingSubtle, type StoredKeyPair } from "@/lib/simulator/remembered-keys";
import type { SimulatedEvidence, Simulation } from "@/lib/simulator/simulated-evidence";
import { SIMULATIONS } from "@/lib/simulator/simulations";
import type { Database } from "@/lib/store/database";
import { testDatabases } from "@/lib/store/testing/databases";
import { startTestApi, type TestApi } from "./testing/test-api";

const MUTANTS = 2_000;
const LINES = 500;
const at = new Date("2026-06-01T00:00:00Z");
const nonce = Buffer.alloc(32, 7);

const drawer = new Map<string, StoredKeyPair>();
const subtle = rememberingSubtle(globalThis.crypto.subtle, {
  read: (name) => Promise.resolve(drawer.get(name) ?? null),
  write: (name, pair) => Promise.resolve(void drawer.set(name, pair)),
});

let database: Database;
let api: TestApi;
beforeAll(async () => {
  // Nothing is stored here: one database stands for both.
  const embedded = testDatabases.find(({ kind }) => kind === "embedded");
  if (embedded === undefined) throw new Error("there is no embedded database");
  database = await embedded.open();
  api = await startTestApi({ database, now: () => at });
});
afterAll(async () => {
  await api.close();
  await database.close();
});

function line(simulation: Simulation, made: SimulatedEvidence, evidence: Uint8Array): string {
  return JSON.stringify({
    evidence: Buffer.from(evidence).toString("base64"),
    evidenceType: simulation.evidenceType,
    endorsements: made.endorsements,
    ...(made.eventLog ? { eventLog: Buffer.from(made.eventLog).toString("base64") } : {}),
    trustAnchors: made.trustAnchors,
    policy: "relaxed",
    expected: { nonce: nonce.toString("hex") },
    verifyAt: at.toISOString(),
  });
}

type Line = Partial<AttestationResult> & { readonly status?: number; readonly code?: string };

async function judge(lines: readonly string[]): Promise<readonly Line[]> {
  const answer = await api.call("POST", "/api/v1/verifications/batch", {
    body: `${lines.join("\n")}\n`,
    headers: { "content-type": "application/x-ndjson" },
  });
  expect(answer.status).toBe(200);
  return answer.bytes
    .toString("utf8")
    .trim()
    .split("\n")
    .map((text): Line => JSON.parse(text) as Line);
}

/** Bytes in use after everything that nobody needs is gone. */
function heapUsed(): number {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect === "function") collect();
  return process.memoryUsage().heapUsed;
}

describe("damaged evidence through the API", () => {
  it.each(SIMULATIONS.map((simulation) => [simulation.evidenceType, simulation] as const))(
    `is never affirmed and breaks nothing: ${MUTANTS} times %s`,
    async (_type, simulation) => {
      const made = await simulation.simulate(
        { at, nonce, measurements: {}, debug: false, tcb: "UpToDate" },
        subtle,
      );
      const [good] = await judge([line(simulation, made, made.evidence)]);
      expect(["affirming", "warning"]).toContain(good?.verdict);
      const random = seededRandom(20_261_121);
      const before = heapUsed();
      for (let count = 0; count < MUTANTS; count += LINES) {
        const mutants = Array.from({ length: LINES }, () => mutant(made.evidence, random));
        const answers = await judge(mutants.map((bytes) => line(simulation, made, bytes)));
        expect(answers).toHaveLength(LINES);
        for (const [index, answer] of answers.entries()) {
          expect(answer.status ?? 200, answer.code).toBeLessThan(500);
          if (answer.verdict !== "affirming" && answer.verdict !== "warning") continue;
          // Bytes that nobody signed may change (padding, white space); then nothing that is claimed does.
          expect(answer.claims, `mutant ${count + index}`).toEqual(good?.claims);
          if (answer.verdict !== "affirming") continue;
          expect(good?.verdict).toBe("affirming");
          expect(answer.checks?.map(({ id, status }) => [id, status])).toEqual(
            good?.checks?.map(({ id, status }) => [id, status]),
          );
        }
      }
      expect(heapUsed() - before).toBeLessThan(64 * 1024 * 1024);
    },
    300_000,
  );
});

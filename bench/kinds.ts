import { appraiseEvidence } from "@/lib/appraisal/appraise-evidence";
import { noEndorsements } from "@/lib/collateral/offline-endorsements";
import { ajvSchemas } from "@/lib/compiled-schemas/ajv-schemas";
import { callMemory, type ContentCache } from "@/lib/crypto/content-cache";
import { contentCache } from "@/lib/node-crypto/content-cache";
import type { SchemaPort } from "@/lib/formats/json-schema/schema-port";
import { nodeCrypto } from "@/lib/node-crypto/node-crypto";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import type { Simulation } from "@/lib/simulator/simulated-evidence";
import { SIMULATIONS } from "@/lib/simulator/simulations";
import type { CoreResults, CoreRow } from "./core";
import type { Goal } from "./goal";
import { bareLimit, KINDS_WITH_GOAL } from "./kind-limits";
import { givenNitro, wasmNitroPeer } from "./nitro-peer";
import { measureRates, ratioOf, type Subject } from "./rounds";

const ROUNDS = 9;
const ROUND_MS = 100;
const AT = new Date("2026-06-01T00:00:00Z");

const WARM = "attestry, warm";
const COLD = "attestry, cold";

/** A row for each kind of evidence, simulated, beside the signatures that it can't do without. */
export async function benchKinds(print: (text: string) => void): Promise<CoreResults> {
  const rows: CoreRow[] = [];
  const goals: Goal[] = [];
  const notes = [
    "Every piece is simulated, so the chains are as long as the vendors' but not theirs.",
  ];
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
  await againstPeer({ rows, goals, notes, print });
  return { rows, goals, notes };
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

function warmAndCold(request: VerificationRequest, at: Date): readonly Subject[] {
  const remembered = { cache: contentCache({ maxEntries: 64 }), schemas: ajvSchemas() };
  return [
    { name: WARM, run: () => accept(request, { at, ...remembered }) },
    {
      name: COLD,
      run: () => accept(request, { at, cache: callMemory(), schemas: ajvSchemas() }),
    },
  ];
}

async function accept(
  request: VerificationRequest,
  {
    at,
    cache,
    schemas,
  }: { readonly at: Date; readonly cache: ContentCache; readonly schemas: SchemaPort },
): Promise<void> {
  const appraised = await appraiseEvidence(request, {
    crypto: nodeCrypto({ pool: false }),
    cache,
    schemas,
    endorsements: noEndorsements,
    now: at,
  });
  const verdict = appraised.ok ? appraised.value.result.verdict : appraised.failure.code;
  if (verdict !== "affirming" && verdict !== "warning") throw new Error(`judged ${verdict}`);
}

/** The given Nitro document through another implementation, which takes everything from bytes at every call. */
async function againstPeer(given: {
  readonly rows: CoreRow[];
  readonly goals: Goal[];
  readonly notes: string[];
  readonly print: (text: string) => void;
}): Promise<void> {
  const { rows, goals, notes, print } = given;
  const document = givenNitro();
  if (document === null) {
    notes.push("No Nitro document was given, so the other implementation was not measured.");
    return;
  }
  print("a given Nitro document");
  const peer = await wasmNitroPeer(document);
  const request = { evidence: document.bytes.toString("base64") };
  const rates = await measureRates(
    [...warmAndCold(request, document.at), { name: peer.name, run: () => peer.verify() }],
    { rounds: ROUNDS, milliseconds: ROUND_MS * 3 },
  );
  for (const { name, perSecond, lowest, highest } of rates) {
    rows.push({ input: "a given Nitro document", what: name, perSecond, lowest, highest });
  }
  goals.push({
    what: `a given Nitro document: cold to ${peer.name}`,
    value: ratioOf(rates, COLD, peer.name),
    atLeast: 1,
    atMost: null,
  });
  notes.push(
    "No other implementation on npm could be put to the given SEV-SNP reports: the one that was tried holds the roots of one product and refuses version 5.",
  );
}

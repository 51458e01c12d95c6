import { availableParallelism } from "node:os";
import { appraiseEvidence } from "@/lib/appraisal/appraise-evidence";
import type { AppraisalContext } from "@/lib/appraisal/appraisal";
import { noEndorsements } from "@/lib/collateral/offline-endorsements";
import { callMemory, type ContentCache } from "@/lib/crypto/content-cache";
import { contentCache } from "@/lib/node-crypto/content-cache";
import { nodeCrypto } from "@/lib/node-crypto/node-crypto";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import { answerLine, type LineAnswer } from "@/lib/parallel/answer-line";
import { jsonLineText } from "@/lib/parallel/json-line";
import { linePool, type LinePool } from "@/lib/parallel/line-pool";
import { mintFleet } from "./fleet";
import type { Goal } from "./goal";
import { readInputs, type BenchInput } from "./inputs";
import { mutant, seededRandom } from "./mutants";
import { readyPeers } from "./peers";
import { measureRates, median, ratioOf, type Rate, type Subject } from "./rounds";
import { signatureLimit } from "./signature-limit";

export interface CoreRow {
  readonly input: string;
  readonly what: string;
  readonly perSecond: number;
  readonly lowest: number;
  readonly highest: number;
}

export interface CoreResults {
  readonly rows: readonly CoreRow[];
  readonly goals: readonly Goal[];
  readonly notes: readonly string[];
}

const ROUNDS = 21;
const TURNS = { rounds: ROUNDS, milliseconds: 120 };
const MUTANTS = 10_000;
/** As many as one batch may have. */
const BATCH_LINES = 1_000;
const WARM_UP_LINES = 6_000;
const FLEET_SIZE = 400;
/** What a fleet's platforms leave behind stays, or is gone before their turn comes again; collateral, always in use, stays. */
const FLEET_CACHE_ENTRIES = { known: 10_000, new: 100 } as const;

const WARM = "attestry, warm";
const WARM_KNOWN = "attestry, warm, each quote new, platform known";
const WARM_NEW = "attestry, warm, each quote from a new platform";
const COLD = "attestry, cold";
const LINE = "attestry, warm, a batch line on one core: JSON in, JSON out";
const BATCH = "attestry, warm, batch lines on all cores";
const LIMIT = "limit: two verifications and one key import";
const BARE = "limit: two verifications";
const ONE = "limit: one verification, of a known platform's quote";

/** Section 1 of the bench: verifications per second, in one process, everything in one run. */
export async function benchCore(print: (text: string) => void): Promise<CoreResults> {
  const inputs = await readInputs();
  const peers = await readyPeers();
  const rows: CoreRow[] = [];
  const goals: Goal[] = [];
  const notes: string[] = [];
  for (const input of inputs) {
    print(`${input.name}: ${ROUNDS} rounds`);
    const batchRates = await measureBatch(input);
    const subjects: Subject[] = [...(await ours(input)), ...(await fleets(input))];
    for (const peer of peers) {
      const why = peer.refuses(input);
      if (why !== null) notes.push(`${peer.name} was not measured on ${input.name}: ${why}.`);
      else subjects.push({ name: peer.name, run: () => peer.verify(input) });
    }
    const rates = [...(await measureRates(subjects, TURNS)), ...batchRates];
    rows.push(...rates.map((rate) => rowOf(input, rate)));
    goals.push(...goalsOf(input, rates));
  }
  const [first] = inputs;
  if (first !== undefined) {
    print(`${MUTANTS} mutants`);
    goals.push(await slowestMutant(first));
  }
  notes.push(
    `The quotes are ${inputs.map(({ name, origin }) => `${name}: ${origin}`).join(", ")}.`,
  );
  return { rows, goals, notes };
}

async function ours(input: BenchInput): Promise<Subject[]> {
  const limit = await signatureLimit(input);
  const warm = contextAt(input, emptyCache(), false);
  return [
    { name: ONE, run: limit.verifyOne },
    { name: BARE, run: limit.verifyBoth },
    { name: LIMIT, run: limit.importAndVerifyBoth },
    { name: WARM, run: () => accept(input.request, warm) },
    // Everything from bytes, nothing known beforehand, as the peers work: the memory is new and empty at each call.
    { name: COLD, run: () => accept(input.request, contextAt(input, callMemory(), false)) },
  ];
}

/** One core and all of them in turns, and nothing else between: threads that wait for their turn get slow. */
async function measureBatch(input: BenchInput): Promise<readonly Rate[]> {
  const pool = linePool({ endorsements: noEndorsements });
  const nextLine = inTurn(batchLines(input));
  const alone = contextAt(input, emptyCache(), false);
  const batch = {
    name: BATCH,
    unitsPerRun: BATCH_LINES,
    run: () => inFlight(BATCH_LINES, pool.width, () => acceptLine(nextLine(), pool)),
  };
  const line = {
    name: LINE,
    run: () => acceptText(answerLine(nextLine(), { context: alone, instance: "bench" })),
  };
  // Threads compile for themselves: each needs some thousand lines until it is as fast as it will be, and so does this one.
  for (let again = 0; again < WARM_UP_LINES; again += 1) await line.run();
  for (let again = 0; again < WARM_UP_LINES; again += BATCH_LINES) await batch.run();
  const rates = await measureRates([line, batch], TURNS);
  await pool.close();
  return rates;
}

/** As many as don't fit into a processor's own cache: bytes that come from a client are not there either. */
const DIFFERENT_LINES = 256;

/** Requests that differ in the zeros that follow the quote, which nobody signs and nobody minds. */
function batchLines({ quote, request, at }: BenchInput): readonly Uint8Array[] {
  return Array.from({ length: DIFFERENT_LINES }, (_, zeros) => {
    const evidence = Buffer.concat([quote, Buffer.alloc(zeros)]).toString("base64");
    return Buffer.from(JSON.stringify({ ...request, evidence, verifyAt: at.toISOString() }));
  });
}

function inTurn<T>(items: readonly T[]): () => T {
  let turn = 0;
  return () => {
    const item = items[(turn += 1) % items.length];
    if (item === undefined) throw new Error("there is nothing to take in turn");
    return item;
  };
}

/** The same work on quotes that were never seen before: of each, no more than what its machine always says is remembered. */
async function fleets({ name }: BenchInput): Promise<Subject[]> {
  const kinds = [
    { what: WARM_KNOWN, platforms: "known" },
    { what: WARM_NEW, platforms: "new" },
  ] as const;
  return Promise.all(
    kinds.map(async ({ what, platforms }) => {
      const { requests, at } = await mintFleet(name, { platforms, count: FLEET_SIZE });
      const context: AppraisalContext = {
        crypto: nodeCrypto({ pool: false }),
        cache: contentCache({ maxEntries: FLEET_CACHE_ENTRIES[platforms] }),
        endorsements: noEndorsements,
        now: at,
        elapsedMs: () => performance.now(),
      };
      const next = inTurn(requests);
      return { name: what, run: () => accept(next(), context) };
    }),
  );
}

/** As small as one quote and its collateral need. */
function emptyCache(): ContentCache {
  return contentCache({ maxEntries: 64 });
}

function contextAt(input: BenchInput, cache: ContentCache, pool: boolean): AppraisalContext {
  return {
    crypto: nodeCrypto({ pool }),
    cache,
    endorsements: noEndorsements,
    now: input.at,
    elapsedMs: () => performance.now(),
  };
}

/** A bench that measures rejections would be fast and worthless. */
async function accept(request: VerificationRequest, context: AppraisalContext): Promise<void> {
  const appraised = await appraiseEvidence(request, context);
  const verdict = appraised.ok ? appraised.value.result.verdict : appraised.failure.code;
  if (verdict !== "affirming" && verdict !== "warning") throw new Error(`judged ${verdict}`);
}

/** The same for lines of a batch, whose answers are text. */
async function acceptText(answering: Promise<LineAnswer>): Promise<void> {
  const { judged, line } = await answering;
  if (judged?.verdict !== "affirming" && judged?.verdict !== "warning")
    throw new Error(jsonLineText(line));
}

function acceptLine(line: Uint8Array, pool: LinePool): Promise<void> {
  return acceptText(pool.answer(line, { instance: "bench", now: new Date() }));
}

async function inFlight(count: number, width: number, work: () => Promise<void>): Promise<void> {
  let started = 0;
  const worker = async () => {
    while (started < count) {
      started += 1;
      await work();
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
}

function rowOf(input: BenchInput, { name, perSecond, lowest, highest }: Rate): CoreRow {
  return { input: input.name, what: name, perSecond, lowest, highest };
}

function goalsOf({ name }: BenchInput, rates: readonly Rate[]): readonly Goal[] {
  const ratio = (one: string, other: string) => ratioOf(rates, one, other);
  const goal = (what: string, value: number, atLeast: number | null): Goal => {
    return { what: `${name}: ${what}`, value, atLeast, atMost: null };
  };
  const hasPhala = rates.some((rate) => rate.name === "@phala/dcap-qvl");
  const hasWeb = rates.some((rate) => rate.name === "@phala/dcap-qvl-web");
  return [
    goal("warm to the limit with the key import", ratio(WARM, LIMIT), 0.6),
    goal("warm to the limit without it", ratio(WARM, BARE), null),
    goal("warm to the limit of a known platform", ratio(WARM, ONE), null),
    goal("warm on new quotes of a known platform to the limit", ratio(WARM_KNOWN, LIMIT), 0.6),
    goal("warm on quotes of new platforms to the limit", ratio(WARM_NEW, LIMIT), null),
    ...(hasPhala
      ? [
          goal("warm to @phala/dcap-qvl", ratio(WARM, "@phala/dcap-qvl"), 25),
          goal("cold to @phala/dcap-qvl", ratio(COLD, "@phala/dcap-qvl"), 4),
        ]
      : []),
    ...(hasWeb
      ? [goal("warm to @phala/dcap-qvl-web", ratio(WARM, "@phala/dcap-qvl-web"), null)]
      : []),
    goal(
      `batch on ${availableParallelism()} cores to one core`,
      ratio(BATCH, LINE),
      availableParallelism() > 1 ? 1.6 : null,
    ),
  ];
}

/**
 * The slowest of 10,000 damaged quotes as a multiple of a good one, both cold. A garbage collection would hit one
 * mutant by chance, so the slowest twenty run again and count with their fastest time.
 */
async function slowestMutant(input: BenchInput): Promise<Goal> {
  const random = seededRandom(20_261_121);
  const timeOf = async (quote: Uint8Array) => {
    const evidence = Buffer.from(quote).toString("base64");
    const context = contextAt(input, callMemory(), false);
    const started = performance.now();
    const appraised = await appraiseEvidence({ ...input.request, evidence }, context);
    const took = performance.now() - started;
    const verdict = appraised.ok ? appraised.value.result.verdict : null;
    return { took, isAccepted: verdict === "affirming" || verdict === "warning" };
  };

  const good: number[] = [];
  const suspects: { readonly quote: Uint8Array; readonly took: number }[] = [];
  for (let count = 0; count < MUTANTS; count += 1) {
    const quote = mutant(input.quote, random);
    const { took } = await timeOf(quote);
    suspects.push({ quote, took });
    if (count % 50 === 0) good.push((await timeOf(input.quote)).took);
    if (suspects.length > 200) keepSlowest(suspects, 20);
  }
  keepSlowest(suspects, 20);
  let slowest = 0;
  for (const { quote } of suspects) {
    const times: number[] = [];
    for (let again = 0; again < 7; again += 1) times.push((await timeOf(quote)).took);
    slowest = Math.max(slowest, Math.min(...times));
  }
  return {
    what: `${input.name}: slowest of ${MUTANTS} mutants, as a multiple of a good quote (cold)`,
    value: slowest / median(good),
    atLeast: null,
    atMost: 3,
  };
}

function keepSlowest<T extends { readonly took: number }>(suspects: T[], count: number): void {
  suspects.sort((one, other) => other.took - one.took);
  suspects.length = Math.min(suspects.length, count);
}

import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { z } from "zod";
import postgres from "postgres";
import { VECTORS_FOLDER } from "@/scripts/vectors/read-cases";
import { ask, startServer, type Server } from "./child";
import type { Goal } from "./goal";
import { readInputs, type BenchInput } from "./inputs";
import type { InsertOrder } from "./insert-limit";
import type { LoadOrder } from "./load";
import { median } from "./rounds";
import { startTemporaryPostgres } from "./temporary-postgres";

export interface HttpRow {
  readonly what: string;
  readonly perSecond: number;
  /** Round by round. */
  readonly perRound: readonly number[];
  /** Milliseconds; null for what is no request. */
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

export interface HttpResults {
  readonly rows: readonly HttpRow[];
  readonly goals: readonly Goal[];
  readonly notes: readonly string[];
}

const WARM_UP_ROUNDS = 3;
const ROUNDS = 3;
const SECONDS = 3;
const CONNECTIONS = 16;
const BATCH_LINES = 100;
/** Different pieces of evidence that a round cycles through: the same quote, followed by more or less padding. */
const VARIANTS = 256;

const BARE = "bare node:http with two signature verifications";
const VERIFY = "POST /verifications, collateral from the cache";
const VERIFY_INLINE = "POST /verifications, collateral in the request";
/** With what guards it, a route takes at most this many times as long as without. */
const MOST_OF_GUARDS = 1.5;

const loadReport = z.object({
  requestsPerSecond: z.number(),
  p50Ms: z.number(),
  p99Ms: z.number(),
  failed: z.number(),
});
type Load = z.infer<typeof loadReport>;

/** Second part of the bench: requests per second, against bare servers and bare inserts of the same run. */
export async function benchHttp(print: (text: string) => void): Promise<HttpResults> {
  const [input] = await readInputs();
  if (input === undefined) throw new Error("no input");
  const folder = await mkdtemp(path.join(tmpdir(), "attestry-bench-"));
  const rows: HttpRow[] = [];
  const goals: Goal[] = [];
  const notes: string[] = [
    `Load generator and server share this machine; ${CONNECTIONS} connections, ${ROUNDS} rounds of ${SECONDS} s, medians.`,
    `Stored evidence cycles through ${VARIANTS} different documents.`,
  ];
  try {
    const embedded = {
      ATTESTRY_DATA_DIR: path.join(folder, "data"),
      ATTESTRY_LOG_LEVEL: "warn",
      ATTESTRY_PCS_URL: "off",
      ATTESTRY_AMD_KDS_URL: "off",
    };
    const bare = await startServer("bare-server", {
      port: await freePort(),
      environment: {},
      readyPath: "/",
    });
    const api = await startApi(embedded);
    try {
      const key = await keyOf(api);
      const bodies = await verificationBodies(input, api, notes);
      print("requests that only verify");
      const rates = await inTurns([
        [BARE, () => post(bare.url, bodies.cached)],
        [VERIFY, () => post(`${api.url}/api/v1/verifications`, bodies.cached, key)],
        [VERIFY_INLINE, () => post(`${api.url}/api/v1/verifications`, bodies.inline, key)],
      ]);
      rows.push(...rates.values());
      goals.push(ratio("POST /verifications to the bare server", [rates, VERIFY, BARE], 0.4));
    } finally {
      await bare.stop();
      await api.stop();
    }
    await benchStored({
      label: "embedded database",
      input,
      folder,
      environment: embedded,
      rows,
      goals,
      notes,
      print,
    });

    const server = await startTemporaryPostgres();
    if ("why" in server) {
      notes.push(`PostgreSQL was not measured: ${server.why}.`);
      return { rows, goals, notes };
    }
    try {
      const environment = {
        DATABASE_URL: server.url,
        ATTESTRY_SECRET: "ab".repeat(32),
        ATTESTRY_LOG_LEVEL: "warn",
        ATTESTRY_PCS_URL: "off",
        ATTESTRY_AMD_KDS_URL: "off",
      };
      const label = `PostgreSQL ${server.version}`;
      await benchStored({ label, input, folder, environment, rows, goals, notes, print });
    } finally {
      await server.stop();
    }
    return { rows, goals, notes };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface StoredBench {
  readonly label: string;
  readonly input: BenchInput;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly rows: HttpRow[];
  readonly goals: Goal[];
  readonly notes: string[];
  readonly print: (text: string) => void;
}

/** `POST /attestations`, one by one and in batches, against the bare inserts of the same kind of database. */
async function benchStored(bench: StoredBench): Promise<void> {
  const { label, input, environment, rows, goals, notes, print } = bench;
  print(`requests that store: ${label}`);
  const api = await startApi(environment);
  const one = `POST /attestations, ${label}`;
  const batch = `POST /attestations/batch, lines, ${label}`;
  const inserts = `bare inserts, ${label}`;
  let result = "";
  let rates: ReadonlyMap<string, HttpRow>;
  try {
    const key = await keyOf(api);
    const bodies = await verificationBodies(input, api, notes);
    result = await textOf(api, "/api/v1/verifications", bodies.cached[0] ?? "");
    const lines = batchBodies(bodies.cached);
    rates = await inTurns([
      [one, () => post(`${api.url}/api/v1/attestations`, bodies.cached, key)],
      [batch, () => postBatch(`${api.url}/api/v1/attestations/batch`, lines, key)],
    ]);
    await benchGuards({ ...bench, api, key, bodies: bodies.cached });
  } finally {
    await api.stop();
  }
  const evidence = Buffer.from(input.quote).toString("base64");
  const order: InsertOrder = { evidence, result, inFlight: CONNECTIONS, seconds: SECONDS };
  const limits: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const own = await databaseOfItsOwn(environment, {
      folder: `${bench.folder}/inserts-${round}`,
      name: `inserts_${round}`,
    });
    const answer = await ask("insert-limit", order, own);
    limits.push(z.object({ perSecond: z.number() }).parse(answer).perSecond);
  }
  const all = new Map(rates).set(inserts, {
    what: inserts,
    perSecond: median(limits),
    perRound: limits,
    p50Ms: null,
    p99Ms: null,
  });
  rows.push(...all.values());
  goals.push(ratio(`POST /attestations to bare inserts, ${label}`, [all, one, inserts], null));
  goals.push(ratio(`batch lines to bare inserts, ${label}`, [all, batch, inserts], null));
}

/**
 * What authentication, permissions, limits and the audit trail cost a request: a route as it is served, and the same
 * without them on a server and a database of its own.
 */
async function benchGuards({
  label,
  input,
  folder,
  environment,
  api,
  key,
  bodies,
  rows,
  goals,
  notes,
  print,
}: StoredBench & {
  readonly api: Server;
  readonly key: string;
  readonly bodies: readonly string[];
}): Promise<void> {
  print(`admission and audit: ${label}`);
  const routes = [
    ["POST /verifications", (at: string) => post(`${at}/api/v1/verifications`, bodies, key)],
    ["POST /attestations", (at: string) => post(`${at}/api/v1/attestations`, bodies, key)],
    ["GET /attestations", (at: string) => get(`${at}/api/v1/attestations?limit=10`, key)],
  ] as const;
  const open = await startApi({
    ...(await databaseOfItsOwn(environment, { folder: `${folder}/open`, name: "open" })),
    BENCH_OPEN: "yes",
  });
  try {
    // Both sides judge by the same collateral.
    await verificationBodies(input, open, notes);
    for (const [route, measure] of routes) {
      const guarded = `${route}, guarded, ${label}`;
      const bare = `${route}, without, ${label}`;
      const rates = await inTurns([
        [guarded, () => measure(api.url)],
        [bare, () => measure(open.url)],
      ]);
      rows.push(...rates.values());
      const { value } = ratio("", [rates, bare, guarded], null);
      const what = `${route}: time with admission and audit to the time without, ${label}`;
      goals.push({ what, value, atLeast: null, atMost: MOST_OF_GUARDS });
    }
  } finally {
    await open.stop();
  }
}

async function keyOf({ url }: Server): Promise<string> {
  return `Bearer ${await (await fetch(`${url}/key`)).text()}`;
}

async function databaseOfItsOwn(
  environment: Readonly<Record<string, string>>,
  { folder, name }: { readonly folder: string; readonly name: string },
): Promise<Readonly<Record<string, string>>> {
  const { DATABASE_URL: serverUrl } = environment;
  if (serverUrl === undefined) return { ...environment, ATTESTRY_DATA_DIR: folder };
  const sql = postgres(serverUrl, { max: 1 });
  await sql.unsafe(`create database ${name}`);
  await sql.end();
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { ...environment, DATABASE_URL: url.href };
}

async function startApi(environment: Readonly<Record<string, string>>): Promise<Server> {
  const port = await freePort();
  return startServer("api-server", { port, environment, readyPath: "/api/health/live" });
}

/** The same evidence with more or less zero padding behind it, which real quotes have too: each has another digest. */
async function verificationBodies(
  input: BenchInput,
  api: Server,
  notes: string[],
): Promise<{ readonly cached: readonly string[]; readonly inline: readonly string[] }> {
  const requests = Array.from({ length: VARIANTS }, (_unused, padding) => {
    const evidence = Buffer.concat([input.quote, new Uint8Array(padding)]).toString("base64");
    return { ...input.request, evidence };
  });
  const inline = requests.map((request) => JSON.stringify(request));
  if (input.origin === "minted") {
    // The cache takes nothing under a root that is not pinned, which is right.
    const note = "Without real evidence every request carries its collateral.";
    if (!notes.includes(note)) notes.push(note);
    return { cached: inline, inline };
  }
  const collateral = readFileSync(
    path.join(VECTORS_FOLDER, "tdx/phala-quote-v4/collateral.json"),
    "utf8",
  );
  await textOf(api, "/api/v1/collateral/import", collateral);
  const cached = requests.map((request) => JSON.stringify({ ...request, endorsements: undefined }));
  const verdict = z
    .object({ verdict: z.string() })
    .parse(JSON.parse(await textOf(api, "/api/v1/verifications", cached[0] ?? ""))).verdict;
  if (verdict !== "affirming") throw new Error(`the quote is judged ${verdict}`);
  return { cached, inline };
}

function batchBodies(bodies: readonly string[]): readonly string[] {
  const batches: string[] = [];
  for (let start = 0; start + BATCH_LINES <= bodies.length; start += BATCH_LINES)
    batches.push(bodies.slice(start, start + BATCH_LINES).join("\n"));
  return batches;
}

async function textOf(api: Server, path: string, body: string): Promise<string> {
  const response = await fetch(`${api.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: await keyOf(api) },
    body,
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text.slice(0, 300)}`);
  return text;
}

function post(url: string, bodies: readonly string[], authorization?: string): Promise<Load> {
  return load({
    url,
    bodies,
    contentType: "application/json",
    connections: CONNECTIONS,
    seconds: SECONDS,
    ...(authorization === undefined ? {} : { authorization }),
  });
}

function get(url: string, authorization: string): Promise<Load> {
  const contentType = "application/json";
  const order = { url, bodies: [""], contentType, connections: CONNECTIONS, seconds: SECONDS };
  return load({ ...order, method: "GET", authorization });
}

async function postBatch(
  url: string,
  bodies: readonly string[],
  authorization: string,
): Promise<Load> {
  const contentType = "application/x-ndjson";
  const order = { url, bodies, contentType, connections: 2, seconds: SECONDS, authorization };
  const measured = await load(order);
  return { ...measured, requestsPerSecond: measured.requestsPerSecond * BATCH_LINES };
}

async function load(order: LoadOrder): Promise<Load> {
  const report = loadReport.parse(await ask("load", order));
  if (report.failed > 0) throw new Error(`${order.url}: ${report.failed} requests failed`);
  return report;
}

async function inTurns(
  subjects: readonly (readonly [what: string, measure: () => Promise<Load>])[],
): Promise<ReadonlyMap<string, HttpRow>> {
  const loads = new Map(subjects.map(([what]) => [what, new Array<Load>()]));
  // A server compiles while it answers: it needs some ten thousand requests until it is as fast as it will be.
  for (let round = 0; round < WARM_UP_ROUNDS; round += 1)
    for (const [, measure] of subjects) await measure();
  for (let round = 0; round < ROUNDS; round += 1)
    for (const [what, measure] of subjects) loads.get(what)?.push(await measure());
  return new Map(
    [...loads].map(([what, all]) => [
      what,
      {
        what,
        perSecond: median(all.map(({ requestsPerSecond }) => requestsPerSecond)),
        perRound: all.map(({ requestsPerSecond }) => requestsPerSecond),
        p50Ms: median(all.map(({ p50Ms }) => p50Ms)),
        p99Ms: median(all.map(({ p99Ms }) => p99Ms)),
      },
    ]),
  );
}

function ratio(
  what: string,
  [rates, one, other]: readonly [ReadonlyMap<string, HttpRow>, string, string],
  atLeast: number | null,
): Goal {
  const denominators = rates.get(other)?.perRound ?? [];
  const value = median(
    (rates.get(one)?.perRound ?? []).map(
      (rate, round) => rate / (denominators[round] ?? Number.NaN),
    ),
  );
  return { what, value, atLeast, atMost: null };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

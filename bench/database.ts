import { attestationListQuerySchema } from "@/lib/contract/attestations";
import { readConfig } from "@/lib/config";
import { createRuntime, type Runtime } from "@/lib/runtime";
import { serviceContext } from "@/lib/services/context";
import { getAttestation } from "@/lib/services/get-attestation";
import { getOverview } from "@/lib/services/get-overview";
import { listAttestations } from "@/lib/services/list-attestations";
import { searchAttestations } from "@/lib/services/search-attestations";
import { createHash } from "node:crypto";
import postgres from "postgres";
import type { Goal } from "./goal";
import { median } from "./rounds";
import { SEEDED_UNTIL, seedAttestations } from "./seed-attestations";
import { startTemporaryPostgres } from "./temporary-postgres";

export interface QueryRow {
  readonly query: string;
  /** Median, in milliseconds, by the number of stored attestations. */
  readonly milliseconds: Readonly<Record<string, number>>;
}

export interface DatabaseResults {
  readonly database: string | null;
  readonly rows: readonly QueryRow[];
  readonly goals: readonly Goal[];
  readonly notes: readonly string[];
}

const SIZES = [10_000, 1_000_000] as const;
const RUNS = 60;
/** What one query may cost at a million of what it costs at ten thousand. */
const MAX_RATIO = 2;

/** Third part of the bench: what pages ask, at ten thousand and at a million stored attestations. */
export async function benchDatabase(print: (text: string) => void): Promise<DatabaseResults> {
  const server = await startTemporaryPostgres();
  if ("why" in server)
    return { database: null, rows: [], goals: [], notes: [`Skipped: ${server.why}.`] };
  try {
    const bySize = new Map<number, ReadonlyMap<string, number>>();
    for (const size of SIZES) {
      print(`${size} attestations: seeding`);
      const started = performance.now();
      const url = await createDatabase(server.url, size);
      bySize.set(size, await measure(url, size, print, started));
    }
    const [small, large] = SIZES.map((size) => bySize.get(size) ?? new Map<string, number>());
    const names = [...(small?.keys() ?? [])];
    const at = (times: ReadonlyMap<string, number> | undefined, name: string) =>
      times?.get(name) ?? 0;
    return {
      database: `PostgreSQL ${server.version}`,
      rows: names.map((query) => ({
        query,
        milliseconds: Object.fromEntries(SIZES.map((size) => [size, at(bySize.get(size), query)])),
      })),
      goals: names.map((name) => ({
        what: `${name}: a million to ten thousand`,
        value: at(large, name) / at(small, name),
        atLeast: null,
        atMost: MAX_RATIO,
      })),
      notes: [],
    };
  } finally {
    await server.stop();
  }
}

async function createDatabase(serverUrl: string, size: number): Promise<string> {
  const name = `attestry_${size}`;
  const sql = postgres(serverUrl, { max: 1 });
  await sql.unsafe(`create database ${name}`);
  await sql.end();
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function measure(
  databaseUrl: string,
  size: number,
  print: (text: string) => void,
  started: number,
): Promise<ReadonlyMap<string, number>> {
  const config = readConfig({ DATABASE_URL: databaseUrl, ATTESTRY_LOG_LEVEL: "silent" });
  const opened = await createRuntime(config);
  // The seeded history ends at a fixed moment, and that is now.
  const runtime: Runtime = { ...opened, now: () => SEEDED_UNTIL };
  try {
    await seedAttestations(runtime.database.sql, size);
    print(`${size} attestations: seeded in ${((performance.now() - started) / 1000).toFixed(0)} s`);
    const queries = await questions(runtime);
    const times = new Map(queries.map(([name]) => [name, new Array<number>()]));
    for (let run = -10; run < RUNS; run += 1) {
      for (const [name, ask] of queries) {
        const begun = performance.now();
        await ask();
        if (run >= 0) times.get(name)?.push(performance.now() - begun);
      }
    }
    return new Map([...times].map(([name, all]) => [name, median(all)]));
  } finally {
    await runtime.database.close();
  }
}

type Question = readonly [name: string, ask: () => Promise<unknown>];

/** What the console's pages ask of the services, page for page. */
async function questions(runtime: Runtime): Promise<readonly Question[]> {
  const context = serviceContext(runtime);
  const list = async (query: Readonly<Record<string, unknown>>) => {
    const page = await listAttestations(context, attestationListQuerySchema.parse(query));
    if (!page.ok) throw new Error(page.failure.detail);
    if (page.value.items.length === 0) throw new Error(`${JSON.stringify(query)} found nothing`);
    return page.value;
  };
  const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
  // A place in the middle of the history: what a reader reaches after many pages.
  const middle = await list({
    to: new Date(SEEDED_UNTIL.getTime() - 15 * 24 * 3_600_000).toISOString(),
  });
  const [one] = middle.items;
  if (one === undefined || middle.nextCursor === null) throw new Error("too few attestations");
  const cursor = middle.nextCursor;
  return [
    ["list: first page", () => list({})],
    ["list: a page in the middle", () => list({ cursor })],
    ["list: contraindicated", () => list({ verdict: "contraindicated" })],
    ["list: one reason", () => list({ reasonCode: "QUOTE_SIGNATURE_INVALID" })],
    ["list: one measurement", () => list({ measurement: sha256("workload 7") })],
    ["list: FMSPC", () => list({ fmspc: "000000000007" })],
    ["list: first digits of a digest", () => list({ q: sha256("evidence 4711").slice(0, 12) })],
    [
      "search: first digits of a digest",
      () => searchAttestations(context, { q: sha256("evidence 4711").slice(0, 12) }),
    ],
    ["detail", () => getAttestation(context, one.id)],
    ["overview: 24 hours", () => getOverview(context, { range: "24h" })],
    ["overview: 30 days", () => getOverview(context, { range: "30d" })],
  ];
}

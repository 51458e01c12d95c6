import { attestationListQuerySchema } from "@/lib/contract/attestations";
import { readConfig } from "@/lib/config";
import { createRuntime } from "@/lib/process-runtime";
import type { Runtime } from "@/lib/runtime";
import { serviceContext } from "@/lib/services/context";
import { getAttestation } from "@/lib/services/get-attestation";
import { getOverview } from "@/lib/services/get-overview";
import { listAttestations } from "@/lib/services/list-attestations";
import { searchAttestations } from "@/lib/services/search-attestations";
import { homeOrganizationId } from "@/lib/store/organization-db";
import { createHash, randomBytes } from "node:crypto";
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
const RUNS = 100;
const WARM_UP = 10;
/** What one query may cost at a million of what it costs at ten thousand. */
const MAX_RATIO = 2;

/** Third part of the bench: what pages ask, at ten thousand and at a million stored attestations. */
export async function benchDatabase(print: (text: string) => void): Promise<DatabaseResults> {
  const server = await startTemporaryPostgres();
  if ("why" in server)
    return { database: null, rows: [], goals: [], notes: [`Skipped: ${server.why}.`] };
  try {
    const runtimes: Runtime[] = [];
    const asked: (readonly Question[])[] = [];
    try {
      for (const size of SIZES) {
        print(`${size} attestations: seeding`);
        const runtime = await seeded(await createDatabase(server.url, size), size);
        runtimes.push(runtime);
        asked.push(await questions(runtime));
      }
      print("asking both in turns");
      return resultsOf(server.version, await measureInTurns(asked));
    } finally {
      for (const runtime of runtimes) await runtime.database.close();
    }
  } finally {
    await server.stop();
  }
}

/** `times[query][size]`: medians in milliseconds. */
type Times = ReadonlyMap<string, readonly number[]>;

function resultsOf(version: string, times: Times): DatabaseResults {
  return {
    database: `PostgreSQL ${version}`,
    rows: [...times].map(([query, medians]) => ({
      query,
      milliseconds: Object.fromEntries(SIZES.map((size, index) => [size, medians[index] ?? 0])),
    })),
    goals: [...times].map(([query, [small = Number.NaN, large = Number.NaN]]) => ({
      what: `${query}: a million to ten thousand`,
      value: large / small,
      atLeast: null,
      atMost: MAX_RATIO,
    })),
    notes: [
      "Queries run as the application does: inside an organization, as the role that row-level security holds.",
      "The database makes the attestations itself, through the real schema and its indexes, spread over 30 days; their result documents have 1 kB, and the hourly counters of two servers have been folded, as the recurring job does.",
    ],
  };
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

async function seeded(databaseUrl: string, size: number): Promise<Runtime> {
  const config = readConfig({
    DATABASE_URL: databaseUrl,
    ATTESTRY_SECRET: randomBytes(32).toString("hex"),
    ATTESTRY_LOG_LEVEL: "silent",
  });
  const runtime = await createRuntime(config);
  // The application may neither vacuum nor write for an organization that it is not inside of.
  const owner = postgres(databaseUrl, { max: 1 });
  await seedAttestations(owner, size);
  await owner.end();
  // The seeded history ends at a fixed moment, and that is now.
  return { ...runtime, now: () => SEEDED_UNTIL };
}

/** Each question goes to one database right after the other, so that a busy moment hits both. */
async function measureInTurns(asked: readonly (readonly Question[])[]): Promise<Times> {
  const [first = []] = asked;
  const medians = new Map<string, readonly number[]>();
  for (const [index, [name]] of first.entries()) {
    const times = asked.map(() => new Array<number>());
    for (let run = -WARM_UP; run < RUNS; run += 1) {
      for (const [size, questionsOfSize] of asked.entries()) {
        const begun = performance.now();
        await questionsOfSize[index]?.[1]();
        if (run >= 0) times[size]?.push(performance.now() - begun);
      }
    }
    medians.set(name, times.map(median));
  }
  return medians;
}

type Question = readonly [name: string, ask: () => Promise<unknown>];

/** What the console's pages ask of the services, page for page. */
async function questions(runtime: Runtime): Promise<readonly Question[]> {
  const organizationId = await homeOrganizationId(runtime.database);
  const context = serviceContext(runtime, {
    actor: { kind: "system", job: "bench", organizationId },
  });
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

import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { once } from "node:events";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { testDatabases, type TestPlace } from "@/lib/store/testing/databases";
import { insertKeyAt } from "@/lib/store/testing/key-at-place";
import { mintIntel, type MintedIntel } from "@/lib/simulator/intel/mint-intel";
import {
  buildServer,
  ServerRefused,
  startNextAlone,
  startServer,
  type ServerProcess,
} from "./testing/server-process";

const SUBMISSIONS = 500;
const KILL_AFTER = 120;

let minted: MintedIntel;
beforeAll(async () => {
  await buildServer();
  minted = await mintIntel();
}, 300_000);

/** A request of its own: another user writes another report data, so evidence and digest differ. */
function submission(number: number): string {
  const evidence = Buffer.from(minted.quote);
  evidence.writeUInt32BE(number, minted.signedLength - 4);
  return JSON.stringify({
    evidence: evidence.toString("base64"),
    endorsements: { intel: minted.endorsements },
    trustAnchors: minted.trustAnchors,
    verifyAt: minted.at,
  });
}

function submit(server: ServerProcess, number: number, key: string): Promise<Response> {
  return fetch(`${server.url}/api/v1/attestations`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
    body: submission(number),
  });
}

function get(server: ServerProcess, path: string, key: string): Promise<Response> {
  return fetch(`${server.url}/api/v1/attestations/${path}`, {
    headers: { authorization: `Bearer ${key}` },
  });
}

async function json(response: Response): Promise<Record<string, unknown>> {
  const value: unknown = await response.json();
  if (typeof value !== "object" || value === null) throw new Error("not an object");
  return { ...value };
}

describe.each(testDatabases)("a server process on $name", ({ create, kind }) => {
  let place: TestPlace;
  let key: string;
  let servers: ServerProcess[] = [];
  beforeEach(async () => {
    place = await create();
    key = await insertKeyAt(place);
    servers = [];
  });
  afterEach(async () => {
    await Promise.all(servers.map((server) => server.end("SIGKILL")));
    await place.remove();
  });
  const start = async () => {
    const server = await startServer(place.environment);
    servers.push(server);
    return server;
  };

  it(`keeps every acknowledged attestation of ${SUBMISSIONS} concurrent ones when it is killed among them`, async () => {
    const first = await start();
    const acknowledged = new Map<string, string>();
    let killed: Promise<unknown> | null = null;
    await Promise.all(
      Array.from({ length: SUBMISSIONS }, async (_submission, number) => {
        try {
          const response = await submit(first, number, key);
          const body = await json(response);
          if (response.status !== 201) return;
          acknowledged.set(String(body["id"]), String(body["evidenceDigest"]));
          if (acknowledged.size >= KILL_AFTER) killed ??= first.end("SIGKILL");
        } catch {
          // Cut off by the kill: not acknowledged.
        }
      }),
    );
    await killed;
    expect(killed).not.toBeNull();
    expect(acknowledged.size).toBeLessThan(SUBMISSIONS);

    const second = await start();
    for (const [id, evidenceDigest] of acknowledged) {
      const response = await get(second, id, key);
      expect(await json(response)).toMatchObject({ id, evidenceDigest });
      const evidence = await get(second, `${id}/evidence`, key);
      const digest = await crypto.subtle.digest("SHA-256", await evidence.arrayBuffer());
      expect(`sha256:${Buffer.from(digest).toString("hex")}`).toBe(evidenceDigest);
    }
    // It takes new ones, and it ends in order.
    expect((await submit(second, SUBMISSIONS, key)).status).toBe(201);
    expect(await second.end("SIGTERM")).toBe(0);
  }, 240_000);

  it("ends with code 0 on SIGTERM and on SIGINT, and has everything at the next start", async () => {
    const first = await start();
    const { id } = await json(await submit(first, 1, key));
    expect(await first.end("SIGTERM")).toBe(0);
    const second = await start();
    expect((await get(second, String(id), key)).status).toBe(200);
    expect(await second.end("SIGINT")).toBe(0);
  }, 120_000);

  it(
    kind === "embedded"
      ? "refuses a second process on its data folder, and says what to do"
      : "shares the database with a second process",
    async () => {
      const first = await start();
      const { id } = await json(await submit(first, 1, key));
      if (kind === "embedded") {
        const refusal = await start().catch((error: unknown) => error);
        expect(refusal).toBeInstanceOf(ServerRefused);
        expect(refusal).toMatchObject({ exitCode: 1 });
        expect(String(refusal)).toContain(`process ${first.pid}`);
        expect(String(refusal)).toContain("ATTESTRY_DATA_DIR");
      } else {
        const second = await start();
        expect((await get(second, String(id), key)).status).toBe(200);
      }
      expect((await fetch(`${first.url}/api/health/ready`)).status).toBe(200);
    },
    120_000,
  );
});

describe.each(testDatabases)("Next alone on $name", ({ create }) => {
  it("serves the API and the pages", async () => {
    const place = await create();
    const key = await insertKeyAt(place);
    const next = await startNextAlone(place.environment);
    try {
      expect((await fetch(`${next.url}/api/health/ready`)).status).toBe(200);
      expect((await submit(next, 1, key)).status).toBe(201);
      expect((await fetch(`${next.url}/attestations`)).status).toBe(200);
    } finally {
      await next.end("SIGKILL");
      await place.remove();
    }
  }, 120_000);
});

describe("a server process that can't start", () => {
  const folders: string[] = [];
  const folder = () => {
    const made = mkdtempSync(path.join(tmpdir(), "attestry-refused-"));
    folders.push(made);
    return made;
  };
  afterEach(() => {
    for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true });
  });
  const refusalOf = async (environment: Record<string, string>) => {
    const outcome = await startServer({
      ATTESTRY_DATA_DIR: folder(),
      DATABASE_URL: "",
      ...environment,
    }).catch((error: unknown) => error);
    if (!(outcome instanceof ServerRefused)) throw new Error("it started");
    return outcome;
  };

  it("names a port that is in use", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const address = other.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const refusal = await refusalOf({ PORT: String(port) });
    expect(refusal.exitCode).toBe(1);
    expect(refusal.output).toContain(`Port ${port}`);
    other.close();
  });

  it("names a variable that can't be read", async () => {
    const refusal = await refusalOf({ PORT: "http" });
    expect(refusal.exitCode).toBe(1);
    expect(refusal.output).toContain("PORT");
  });

  it("names the host of a database server that does not answer, and not its password", async () => {
    const refusal = await refusalOf({
      DATABASE_URL: "postgres://someone:hidden-word@127.0.0.1:1/nothing",
      ATTESTRY_SECRET: "ab".repeat(32),
    });
    expect(refusal.exitCode).toBe(1);
    expect(refusal.output).toContain("127.0.0.1:1");
    expect(refusal.output).not.toContain("hidden-word");
  });
});

import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Answer, type HttpCall, httpCall } from "@/lib/http/testing/http-call";
import { installationSecrets } from "@/lib/node-crypto/installation-secrets";
import { mintIntel, type MintedIntel } from "@/lib/simulator/intel/mint-intel";
import { openDatabase } from "@/lib/store/database";
import { onServer } from "@/lib/store/testing/databases";
import { type PostgresServer, startPostgres } from "@/lib/store/testing/postgres-server";
import { insertTestKey, TEST_SECRET } from "@/lib/store/testing/test-key";
import { insertTestPerson } from "@/lib/store/testing/test-person";
import { buildServer, type ServerProcess, startServer } from "../testing/server-process";

const unavailable = { status: 503, json: { code: "DATABASE_UNAVAILABLE" } };
/** Longer than a server waits for a database that says nothing. */
const RECOVERY = { timeout: 60_000, interval: 50 };

/** What stands between a server and its database on a network, and can lose what is sent. */
class Network {
  isSilent = false;
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;

  constructor(private readonly databasePort: number) {
    this.#server = createServer((client) => this.#carry(client));
  }

  async open(): Promise<number> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  #carry(client: Socket): void {
    const database = connect(this.databasePort, "127.0.0.1");
    for (const [from, to] of [
      [client, database],
      [database, client],
    ] as const) {
      this.#sockets.add(from);
      from.on("data", (piece) => {
        if (!this.isSilent) to.write(piece);
      });
      from.on("error", () => to.destroy());
      from.on("close", () => {
        this.#sockets.delete(from);
        if (!this.isSilent) to.destroy();
      });
    }
  }

  /** What was silent is found to be gone, as when a host comes back that remembers no connection. */
  mend(): void {
    this.isSilent = false;
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

describe("a server process whose database goes away", () => {
  let postgres: PostgresServer;
  let network: Network;
  let server: ServerProcess;
  /** On the same database behind the network. */
  let distant: ServerProcess;
  let minted: MintedIntel;
  let key: string;
  let cookie: string;
  beforeAll(async () => {
    [postgres, minted] = await Promise.all([startPostgres(), mintIntel(), buildServer()]);
    const database = await openDatabase({ databaseUrl: postgres.url, dataDir: "" });
    const secrets = installationSecrets(TEST_SECRET);
    key = await insertTestKey(database, { secrets });
    ({ cookie } = await insertTestPerson(database, { secrets, roles: ["administrator"] }));
    await database.close();

    const direct = new URL(postgres.url);
    network = new Network(Number(direct.port));
    const through = new URL(postgres.url);
    through.port = String(await network.open());
    const start = (url: URL) =>
      startServer({ DATABASE_URL: url.href, ATTESTRY_SECRET: TEST_SECRET.toString("hex") });
    [server, distant] = await Promise.all([start(direct), start(through)]);
  }, 300_000);
  afterAll(async () => {
    await Promise.all([server.end("SIGKILL"), distant.end("SIGKILL")]);
    await network.close();
    await postgres.stop();
  });

  const callsOf = ({ url }: ServerProcess) => {
    const call = httpCall(url, { key });
    const asPerson: HttpCall = (method, path, options) =>
      call(method, path, { ...options, headers: { cookie, origin: url } });
    return { call, asPerson };
  };
  let submitted = 0;
  const submission = () => {
    const evidence = Buffer.from(minted.quote);
    evidence.writeUInt32BE((submitted += 1), minted.signedLength - 4);
    return {
      evidence: evidence.toString("base64"),
      endorsements: { intel: minted.endorsements },
    };
  };
  const submit = (call: HttpCall) => call("POST", "/api/v1/attestations", { body: submission() });

  /** All that somebody may ask while the database is away. */
  const expectUnavailable = async (at: ServerProcess) => {
    const { call, asPerson } = callsOf(at);
    const asked = await Promise.all([
      call("GET", "/api/v1/attestations"),
      submit(call),
      asPerson("GET", "/api/v1/session"),
      asPerson("PUT", "/api/v1/limits/key/read", { body: { perMinute: 9, burst: 9 } }),
      call("POST", "/api/v1/session", {
        body: { email: "ada@example.org", password: "violet anchor brews thunderously" },
        headers: { origin: at.url },
        anonymous: true,
      }),
    ]);
    for (const answer of asked) {
      expect(answer).toMatchObject(unavailable);
      expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
    }
    const page = await asPerson("GET", "/attestations");
    expect(page).toMatchObject({
      status: 503,
      headers: { "content-type": "text/html; charset=utf-8", "retry-after": "5" },
    });
    expect(page.bytes.toString()).toContain("DATABASE_UNAVAILABLE");
    expect(await call("GET", "/api/health/live")).toMatchObject({ status: 200 });
    expect(await call("GET", "/api/health/ready")).toMatchObject({ status: 503 });
  };
  const expectRecovery = async (at: ServerProcess) => {
    const { call, asPerson } = callsOf(at);
    const statusOf = async (answer: Promise<Answer>) => (await answer).status;
    await expect.poll(() => statusOf(call("GET", "/api/health/ready")), RECOVERY).toBe(200);
    // Every connection of the pool is a new one; none hands the news of the old one's end to whoever asks first.
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_request, index) =>
        index % 2 === 0 ? submit(call) : asPerson("GET", "/api/v1/session"),
      ),
    );
    expect(answers.filter(({ status }) => status >= 300)).toEqual([]);
    expect(await statusOf(asPerson("GET", "/attestations"))).toBe(200);
  };

  it.each(["fast", "crash"] as const)(
    "says so in the middle of work, keeps what it acknowledged, and goes on after a %s end",
    async (how) => {
      const { call } = callsOf(server);
      const acknowledged: string[] = [];
      let ended: Promise<unknown> | null = null;
      const lanes = Array.from({ length: 24 }, async () => {
        for (;;) {
          const answer = await submit(call);
          if (answer.status !== 201) return answer;
          acknowledged.push(String(answer.headers["x-request-id"]));
          if (acknowledged.length === 100) ended = postgres.end(how);
        }
      });
      for (const answer of await Promise.all(lanes)) {
        expect(answer).toMatchObject(unavailable);
        expect(answer.headers["retry-after"]).toBe("5");
      }
      await ended;
      await expectUnavailable(server);

      await postgres.restart();
      await expectRecovery(server);
      const trail = await call("GET", "/api/v1/audit/export");
      const rows = new Set(trail.bytes.toString().match(/(?<=\\"requestId\\":\\")[0-9a-f-]{36}/g));
      expect(acknowledged.filter((id) => !rows.has(id))).toEqual([]);
    },
    120_000,
  );

  it("says so while an administrator has made the database read-only", async () => {
    const setReadOnly = async (value: "on" | "off") => {
      await onServer(postgres.url, `alter system set default_transaction_read_only = ${value}`);
      await onServer(postgres.url, "select pg_reload_conf()");
    };
    await expectRecovery(server);
    await setReadOnly("on");
    // Each backend reads its settings anew in its own time.
    const { call } = callsOf(server);
    await expect
      .poll(async () => (await call("GET", "/api/health/ready")).status, RECOVERY)
      .toBe(503);
    await expectUnavailable(server);
    await setReadOnly("off");
    await expectRecovery(server);
  }, 120_000);

  it("says so when its primary has become a standby, and goes on when that is promoted", async () => {
    await postgres.end("fast");
    await postgres.restart("standby");
    await expectUnavailable(server);
    await onServer(postgres.url, "select pg_promote()");
    await expectRecovery(server);
  }, 120_000);

  it("says so when nothing comes back from the database, and goes on when it does", async () => {
    await expectRecovery(distant);
    network.isSilent = true;
    await expectUnavailable(distant);
    network.mend();
    await expectRecovery(distant);
  }, 120_000);
});

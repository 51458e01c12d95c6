import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { breakers } from "@/drizzle/schema";
import { attestationResultSchema } from "@/lib/contract/attestation-result";
import { statusSchema } from "@/lib/contract/status";
import { mintSnp } from "@/lib/simulator/amd/mint-snp";
import { createAmdPki } from "@/lib/simulator/amd/pki";
import { type Replica, type ReplicaPair, startReplicaPair } from "../testing/replica-pair";

/** A key service on loopback that is down, and comes back when it is told to. */
class KeyService {
  asked = 0;
  isDown = true;
  /** Answers wait for it. */
  gate: Promise<void> = Promise.resolve();
  readonly #server: Server = createServer((_request, response) => {
    this.asked += 1;
    const status = this.isDown ? 500 : 404;
    void this.gate.then(() => response.writeHead(status).end());
  });

  async start(): Promise<void> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
  }

  get host(): string {
    const address = this.#server.address();
    return `127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

describe("a circuit breaker of two server processes", () => {
  const service = new KeyService();
  let pair: ReplicaPair;
  let report: Uint8Array;
  beforeAll(async () => {
    await service.start();
    const minted = await mintSnp({ pki: await createAmdPki() });
    report = minted.evidence;
    pair = await startReplicaPair({ ATTESTRY_AMD_KDS_URL: `http://${service.host}` });
  }, 300_000);
  afterAll(async () => {
    await pair.close();
    await service.stop();
  });

  let chips = 0;
  /** Lets a replica judge a report of a chip that nobody has asked for yet; answers why it has no certificate. */
  const judge = async (replica: Replica): Promise<string> => {
    const evidence = Buffer.from(report);
    // CHIP_ID, 64 bytes at 1A0h (AMD 56860, "ATTESTATION_REPORT Structure").
    evidence.writeUInt32BE((chips += 1), 0x1a0);
    const answer = await replica.call("POST", "/api/v1/verifications", {
      body: { evidence: evidence.toString("base64"), policy: "relaxed" },
    });
    expect(answer.status).toBe(200);
    const { verdict, checks } = attestationResultSchema.parse(answer.json);
    expect(verdict).toBe("indeterminate");
    const missing = checks.find(({ code }) => code === "COLLATERAL_UNAVAILABLE");
    return missing?.detail ?? "";
  };
  const leftAlone = /left alone/;
  const upstreamAt = async (replica: Replica) => {
    const answer = await replica.call("GET", "/api/v1/status");
    const { upstreams } = statusSchema.parse(answer.json);
    return upstreams.find(({ host }) => host === service.host);
  };
  /** Sets when it may be asked again, as if time had passed or stood still. */
  const openFor = (seconds: number) =>
    pair.database.db
      .update(breakers)
      .set({ openUntil: sql`now() + make_interval(secs => ${seconds})` });

  it("opens at one for both, and lets one of both probe", async () => {
    const { first, second, both } = pair;
    for (let failure = 0; failure < 5; failure += 1) {
      expect(await judge(first)).toMatch(/status 500/);
    }
    await openFor(3600);
    for (const replica of both) {
      expect(await upstreamAt(replica)).toMatchObject({ phase: "open", failures: 5 });
    }
    const asked = service.asked;
    for (const replica of [second, first]) expect(await judge(replica)).toMatch(leftAlone);
    expect(service.asked).toBe(asked);

    service.isDown = false;
    service.asked = 0;
    await openFor(-1);
    const burst = [...both, ...both, ...both];
    // For a moment each refuses from memory and asks nobody, so that it may take more than one burst.
    do {
      let open = () => {};
      service.gate = new Promise((resolve) => {
        open = resolve;
      });
      let refused = 0;
      await Promise.all(
        burst.map(async (replica) => {
          // The probe is under way until every other one has been told to leave the service alone.
          const isLeftAlone = leftAlone.test(await judge(replica));
          if (isLeftAlone && (refused += 1) === burst.length - 1) open();
        }),
      );
    } while (service.asked === 0);
    expect(service.asked).toBe(1);
    for (const replica of both) {
      expect(await upstreamAt(replica)).toMatchObject({ phase: "closed", failures: 0 });
    }
  });

  it("lets both ask again when it is closed", async () => {
    service.asked = 0;
    // A replica that was refused a moment ago looks again within a second.
    for (const replica of pair.both) {
      await expect.poll(() => judge(replica), { timeout: 10_000 }).toMatch(/404/);
    }
    expect(service.asked).toBe(2);
  });
});

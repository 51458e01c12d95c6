import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { auditPublicKeySchema } from "@/lib/contract/audit";
import { installationSecrets } from "@/lib/node-crypto/installation-secrets";
import { mintIntel, type MintedIntel } from "@/lib/simulator/intel/mint-intel";
import { TEST_SECRET } from "@/lib/store/testing/test-key";
import { insertTestPerson, type TestPerson } from "@/lib/store/testing/test-person";
import { buildCommandLine } from "../build.mjs";
import { type Replica, type ReplicaPair, startReplicaPair } from "../testing/replica-pair";

/** Of each kind at each replica; a person may have sixteen requests open at one. */
const CHANGES = 60;
const LANES = 12;
const KILL_AFTER = 30;

const eventLineSchema = z.object({ type: z.literal("event"), body: z.string() });
const bodySchema = z.object({ action: z.string(), outcome: z.string(), requestId: z.string() });

describe("the audit trail that two server processes write", () => {
  let pair: ReplicaPair;
  let minted: MintedIntel;
  let administrator: TestPerson;
  let folder: string;
  beforeAll(async () => {
    [pair, minted] = await Promise.all([startReplicaPair(), mintIntel()]);
    administrator = await insertTestPerson(pair.database, {
      secrets: installationSecrets(TEST_SECRET),
      roles: ["administrator"],
    });
    folder = mkdtempSync(path.join(tmpdir(), "attestry-trail-"));
    const ample = { perMinute: 1_000_000, burst: 1_000_000 };
    for (const scope of ["person", "organization"]) {
      const set = await manage(pair.first, "PUT", `/limits/${scope}/manage`, ample);
      expect(set.status).toBe(200);
    }
  }, 300_000);
  afterAll(async () => {
    await pair.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const manage = (replica: Replica, method: string, address: string, body: object) =>
    replica.call(method, `/api/v1${address}`, {
      body,
      headers: { cookie: administrator.cookie, origin: replica.url },
    });
  let submitted = 0;
  const submit = (replica: Replica) => {
    const evidence = Buffer.from(minted.quote);
    evidence.writeUInt32BE((submitted += 1), minted.signedLength - 4);
    const body = {
      evidence: evidence.toString("base64"),
      endorsements: { intel: minted.endorsements },
    };
    return replica.call("POST", "/api/v1/attestations", { body });
  };
  const makeKey = (replica: Replica) =>
    manage(replica, "POST", "/api-keys", { name: "One of many", scopes: ["audit:read"] });

  /** Many changes of both kinds at one time; tells the request id of each that was acknowledged. */
  const changeAt = async (replica: Replica, acknowledge: (requestId: string) => void) => {
    const lane = async (change: typeof submit) => {
      for (let count = 0; count < CHANGES / LANES; count += 1) {
        const answer = await change(replica);
        expect(answer.status).toBe(201);
        acknowledge(String(answer.headers["x-request-id"]));
      }
    };
    const lanes = Array.from({ length: LANES }, () => [lane(submit), lane(makeKey)]).flat();
    return Promise.allSettled(lanes);
  };

  /** What `attestry audit verify` says of an export, and the successful events in it. */
  const exported = async (replica: Replica) => {
    const answer = await replica.call("GET", "/api/v1/audit/export");
    expect(answer.status).toBe(200);
    const file = path.join(folder, "trail.jsonl");
    writeFileSync(file, answer.bytes);
    const { json } = await replica.call("GET", "/api/v1/audit/public-key");
    const { keyId } = auditPublicKeySchema.parse(json);
    const { stdout } = await promisify(execFile)(process.execPath, [
      ...[await buildCommandLine(), "audit", "verify", file, "--key", keyId, "--json"],
    ]);
    const events = answer.bytes
      .toString()
      .split("\n")
      .flatMap((line) => {
        const read = eventLineSchema.safeParse(line === "" ? null : JSON.parse(line));
        return read.success ? [bodySchema.parse(JSON.parse(read.data.body))] : [];
      });
    const succeeded = events.filter(({ outcome }) => outcome === "success");
    return { verified: JSON.parse(stdout) as unknown, succeeded };
  };

  it("is one chain with a row for each of many changes at one time", async () => {
    const acknowledged: string[] = [];
    await Promise.all(
      pair.both.map((replica) => changeAt(replica, (id) => void acknowledged.push(id))),
    );
    expect(acknowledged).toHaveLength(4 * CHANGES);
    const { verified, succeeded } = await exported(pair.second);
    expect(verified).toMatchObject({ intact: true, isKeyPinned: true, fromSeq: 1, unsealed: 0 });
    const made = succeeded.filter(({ action }) =>
      /^(?:attestations|apiKeys)\.create$/.test(action),
    );
    expect(made.map(({ requestId }) => requestId).toSorted()).toEqual(acknowledged.toSorted());
  }, 120_000);

  it("has a row for each acknowledged change when one is killed among them", async () => {
    const { first, second } = pair;
    const acknowledged: string[] = [];
    let atSecond = 0;
    let killed: Promise<unknown> | null = null;
    await Promise.all([
      changeAt(first, (id) => void acknowledged.push(id)),
      changeAt(second, (id) => {
        acknowledged.push(id);
        if ((atSecond += 1) === KILL_AFTER) killed = second.end("SIGKILL");
      }),
    ]);
    await killed;
    expect(atSecond).toBeGreaterThanOrEqual(KILL_AFTER);
    expect(atSecond).toBeLessThan(2 * CHANGES);
    // The other one was held up by nothing that the dead one had locked.
    expect(acknowledged).toHaveLength(2 * CHANGES + atSecond);

    const { verified, succeeded } = await exported(first);
    expect(verified).toMatchObject({ intact: true, fromSeq: 1, unsealed: 0 });
    const rows = new Set(succeeded.map(({ requestId }) => requestId));
    expect(acknowledged.filter((id) => !rows.has(id))).toEqual([]);
  }, 120_000);
});

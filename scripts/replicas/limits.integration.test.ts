import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newApiKeySchema } from "@/lib/contract/api-keys";
import { installationSecrets } from "@/lib/node-crypto/installation-secrets";
import { TEST_SECRET } from "@/lib/store/testing/test-key";
import { insertTestPerson } from "@/lib/store/testing/test-person";
import { type Replica, type ReplicaPair, startReplicaPair } from "../testing/replica-pair";

const BURST = 50;
const REQUESTS_AT_EACH = 60;

describe("the bucket of a key that draws at two server processes", () => {
  let pair: ReplicaPair;
  beforeAll(async () => {
    pair = await startReplicaPair();
  }, 300_000);
  afterAll(() => pair.close());

  const asAdministrator = async (replica: Replica) => {
    const { cookie } = await insertTestPerson(pair.database, {
      secrets: installationSecrets(TEST_SECRET),
      roles: ["administrator"],
    });
    const headers = { cookie, origin: replica.url };
    return (method: string, path: string, body: object) =>
      replica.call(method, `/api/v1${path}`, { body, headers });
  };

  it("gives out exactly what it holds to all that ask both at once, by a limit set at one", async () => {
    const { first, second, both } = pair;
    const administer = await asAdministrator(first);
    const made = await administer("POST", "/api-keys", {
      name: "Drawn from",
      scopes: ["attestation:read"],
    });
    const { id, secret } = newApiKeySchema.parse(made.json);
    // One token comes back in a minute, and a test has less than that.
    const set = await administer("PUT", "/limits/key/read", {
      ...{ perMinute: 1, burst: BURST, subjectId: id },
    });
    expect(set).toMatchObject({ status: 200, json: { burst: BURST, subjectId: id } });

    const headers = { authorization: `Bearer ${secret}` };
    const read = (replica: Replica) => replica.call("GET", "/api/v1/attestations", { headers });
    const answers = await Promise.all(
      both.flatMap((replica) => Array.from({ length: REQUESTS_AT_EACH }, () => read(replica))),
    );
    const granted = answers.filter(({ status }) => status === 200);
    const refused = answers.filter(({ status }) => status !== 200);
    expect(granted).toHaveLength(BURST);
    expect(refused).toHaveLength(2 * REQUESTS_AT_EACH - BURST);
    for (const answer of refused) {
      expect(answer).toMatchObject({ status: 429, json: { code: "LIMIT_EXCEEDED" } });
      expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
    }
    // Another class of the same key, and another key, have buckets of their own.
    expect(await second.call("GET", "/api/v1/attestations")).toMatchObject({ status: 200 });
  }, 60_000);
});

import { eq } from "drizzle-orm";
import fc from "fast-check";
import { v7 } from "uuid";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiKeys } from "@/drizzle/schema";
import { apiKeyListSchema, newApiKeySchema } from "@/lib/contract/api-keys";
import { markKeysForRotation } from "@/lib/services/api-keys/mark-keys-for-rotation";
import type { Database } from "@/lib/store/database";
import { inOrganization } from "@/lib/store/organization-db";
import { testDatabases } from "@/lib/store/testing/databases";
import { authenticate } from "./authenticate";
import { type SignedIn, signIn } from "./testing/signed-in";
import { startTestApi, type TestApi } from "./testing/test-api";

const KEYS = "/api/v1/api-keys";

interface Side {
  readonly organizationId: string;
  readonly administrator: SignedIn;
}

/** What a key should be, told by the steps alone. */
interface Modelled {
  readonly id: string;
  readonly secret: string;
  readonly organizationId: string;
  hasEnded: boolean;
}

const which = fc.nat({ max: 20 });
const anySide = fc.constantFrom(0, 1);
const anyStep = fc.oneof(
  fc.record({ kind: fc.constant("create" as const), side: anySide }),
  fc.record({
    kind: fc.constant("rotate" as const),
    side: anySide,
    which,
    overlapHours: fc.constantFrom(0, 1, 168),
  }),
  fc.record({ kind: fc.constant("revoke" as const), side: anySide, which }),
  fc.record({ kind: fc.constant("update" as const), side: anySide, which }),
  fc.record({ kind: fc.constant("expire" as const), which }),
  fc.record({ kind: fc.constant("demote" as const), side: anySide }),
);
type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;

describe.each(testDatabases)("any sequence of steps on keys, on $name", ({ open }) => {
  let database: Database;
  let api: TestApi;
  let sides: readonly [Side, Side];

  beforeAll(async () => {
    database = await open();
    api = await startTestApi({ database });
    const side = async (): Promise<Side> => {
      const organizationId = v7();
      const administrator = await signIn(api, { roles: ["administrator"], organizationId });
      return { organizationId, administrator };
    };
    sides = [await side(), await side()];
  });
  afterAll(async () => {
    await api.close();
    await database.close();
  });

  it("brings no ended key back, ends none that nobody ended, and lets none act elsewhere", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 3, maxLength: 12 }), async (steps) => {
        const keys: Modelled[] = [await make(sides[0]), await make(sides[1])];
        for (const step of steps) {
          await take(step, keys);
          for (const key of keys) await check(key);
        }
        for (const { organizationId, administrator } of sides) {
          const { items } = apiKeyListSchema.parse(
            (await administrator.call("GET", `${KEYS}?limit=200`)).json,
          );
          const listed = new Set(items.map(({ id }) => id));
          for (const key of keys) {
            expect(listed.has(key.id)).toBe(key.organizationId === organizationId);
          }
        }
      }),
      { numRuns: 12 },
    );
  });

  function sideOf({ side }: { readonly side: number }): Side {
    return side === 0 ? sides[0] : sides[1];
  }

  async function make({ organizationId, administrator }: Side): Promise<Modelled> {
    const body = { name: "Key", scopes: ["attestation:read"] };
    const made = newApiKeySchema.parse((await administrator.call("POST", KEYS, body)).json);
    return { id: made.id, secret: made.secret, organizationId, hasEnded: false };
  }

  /** By the organization of the step, whoever's key it is: on another's nothing may happen. */
  async function take(step: Step, keys: Modelled[]): Promise<void> {
    if (step.kind === "create") {
      keys.push(await make(sideOf(step)));
      return;
    }
    if (step.kind === "demote") {
      const { organizationId, administrator } = sideOf(step);
      await inOrganization(database, organizationId, (organization) =>
        markKeysForRotation(organization, { personId: administrator.personId, reason: "demoted" }),
      );
      return;
    }
    const key = keys[step.which % keys.length];
    if (key === undefined) return;
    if (step.kind === "expire") {
      await inOrganization(database, key.organizationId, ({ db }) =>
        db
          .update(apiKeys)
          .set({ expiresAt: new Date(Date.now() - 1_000) })
          .where(eq(apiKeys.id, key.id)),
      );
      key.hasEnded = true;
      return;
    }
    const { organizationId, administrator } = sideOf(step);
    const answer = await act(administrator, key, step);
    if (organizationId !== key.organizationId) {
      expect(answer).toMatchObject({ status: 404, json: { code: "NOT_FOUND" } });
    } else if (step.kind === "revoke") {
      key.hasEnded = true;
    } else if (step.kind === "rotate" && answer.status === 201) {
      const { id, secret } = newApiKeySchema.parse(answer.json);
      keys.push({ id, secret, organizationId, hasEnded: false });
      if (step.overlapHours === 0) key.hasEnded = true;
    }
  }

  function act(
    { call }: SignedIn,
    { id }: Modelled,
    step: Extract<Step, { kind: "rotate" | "revoke" | "update" }>,
  ) {
    switch (step.kind) {
      case "rotate":
        return call("POST", `${KEYS}/${id}/rotate`, { overlapHours: step.overlapHours });
      case "revoke":
        return call("POST", `${KEYS}/${id}/revoke`);
      case "update":
        return call("PATCH", `${KEYS}/${id}`, { tags: ["updated"], networks: [] });
    }
  }

  async function check({ id, secret, organizationId, hasEnded }: Modelled): Promise<void> {
    const credentials = { authorization: `Bearer ${secret}`, cookie: null, address: "192.0.2.1" };
    const actor = await authenticate(api.runtime, credentials);
    expect(actor).toMatchObject(
      hasEnded
        ? { ok: false, failure: { code: "API_KEY_ENDED" } }
        : { ok: true, value: { kind: "key", keyId: id, organizationId } },
    );
  }
});

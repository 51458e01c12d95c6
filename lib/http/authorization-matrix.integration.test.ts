import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { v7 } from "uuid";
import { apiKeys, organizations } from "@/drizzle/schema";
import { PEOPLE_ONLY, PERMISSION_NAMES, type Permission } from "@/lib/access/permissions";
import { ROLES, ROLE_TABLE, type Role } from "@/lib/access/roles";
import type { Operation } from "@/lib/operations/operation";
import { OPERATIONS } from "@/lib/operations/table";
import type { Database } from "@/lib/store/database";
import { homeOrganizationId, inOrganization } from "@/lib/store/organization-db";
import { testDatabases } from "@/lib/store/testing/databases";
import { demandSecondFactor } from "@/lib/store/organizations";
import { insertTestKey } from "@/lib/store/testing/test-key";
import { insertTestOrganization } from "@/lib/store/testing/test-organization";
import { insertTestPerson } from "@/lib/store/testing/test-person";
import { STEP_UP_MS } from "@/lib/access/step-up";
import { type Answer, startTestApi, type TestApi } from "./testing/test-api";

/**
 * Every operation with every role and with every kind of credential that must not work, generated from the tables of
 * operations and roles. What is allowed is recognised by the answer that comes after admission: an input that no schema
 * takes, or an id that nothing has, so that no call changes anything.
 */
describe.each(testDatabases)("who may do what, on $name", ({ open }) => {
  let database: Database;
  let api: TestApi;
  let strict: string;
  let calls = 0;

  beforeAll(async () => {
    database = await open();
    api = await startTestApi({ database });
    const organization = await insertTestOrganization(database);
    await organization.ask((own) => demandSecondFactor(own, true));
    strict = organization.id;
  });
  afterAll(async () => {
    console.log(`${OPERATIONS.length} operations, ${ROLES.length} roles: ${calls} calls`);
    await api.close();
    await database.close();
  });

  /** Of somebody new, since some operations end the session that they are called with. */
  const cookieOf = async (role: Role, authenticatedAt = new Date()): Promise<string> => {
    const { secrets } = api.runtime;
    return (await insertTestPerson(database, { secrets, roles: [role], authenticatedAt })).cookie;
  };

  const send = (operation: Operation, headers: Record<string, string>): Promise<Answer> => {
    calls += 1;
    return api.call(operation.contract.method, addressOf(operation), {
      ...bodyOf(operation),
      headers: { origin: originOf(api), ...mediaType(operation), ...headers },
      anonymous: true,
    });
  };

  describe.each(OPERATIONS.map((operation) => ({ id: operation.contract.id, operation })))(
    "$id",
    ({ operation }) => {
      it.each(ROLES)("answers a %s as the table of roles says", async (role) => {
        const answer = await send(operation, { cookie: await cookieOf(role) });
        expect(outcomeOf(answer, operation)).toBe(
          isAllowed(operation, role) ? "admitted" : "403 PERMISSION_DENIED",
        );
      });

      it("asks an old session for a fresh proof where it says so", async () => {
        const stale = new Date(Date.now() - STEP_UP_MS - 1_000);
        const answer = await send(operation, { cookie: await cookieOf("administrator", stale) });
        expect(outcomeOf(answer, operation)).toBe(
          operation.stepUp ? "403 STEP_UP_REQUIRED" : "admitted",
        );
      });

      it("does nothing for nobody, an ended session, or a cookie of another installation", async () => {
        const { secrets } = api.runtime;
        const wanted =
          operation.permission === "public" ? "admitted" : "401 AUTHENTICATION_REQUIRED";
        const ended = await insertTestPerson(database, {
          secrets,
          roles: ["administrator"],
          expiresAt: new Date(Date.now() - 1_000),
        });
        const foreign = await insertTestPerson(database, {
          secrets: { ...secrets, sessions: "of another installation" },
          roles: ["administrator"],
        });
        for (const headers of [{}, { cookie: ended.cookie }, { cookie: foreign.cookie }]) {
          expect(outcomeOf(await send(operation, headers), operation)).toBe(wanted);
        }
      });

      it("does nothing for a member without the second factor that is demanded", async () => {
        const { secrets } = api.runtime;
        const { cookie } = await insertTestPerson(database, {
          secrets,
          roles: [...ROLES],
          organizationId: strict,
        });
        const isOwn = operation.permission === "public" || operation.permission === "signed-in";
        expect(outcomeOf(await send(operation, { cookie }), operation)).toBe(
          isOwn ? "admitted" : "403 SECOND_FACTOR_DEMANDED",
        );
      });

      it("does nothing for a member of nothing", async () => {
        const { cookie } = await insertTestPerson(database, { secrets: api.runtime.secrets });
        const isOwn = operation.permission === "public" || operation.permission === "signed-in";
        expect(outcomeOf(await send(operation, { cookie }), operation)).toBe(
          isOwn ? "admitted" : "403 ORGANIZATION_REQUIRED",
        );
      });

      it("answers a key with its scope, and no key without", async () => {
        const { permission } = operation;
        const { secrets } = api.runtime;
        const withKey = async (scopes: readonly Permission[]) => {
          const key = await insertTestKey(database, { secrets, scopes });
          return outcomeOf(await send(operation, { authorization: `Bearer ${key}` }), operation);
        };
        if (permission === "public") {
          expect(await withKey([])).toBe("admitted");
          return;
        }
        const all = PERMISSION_NAMES.filter((name) => name !== permission);
        expect(await withKey(all)).toBe("403 PERMISSION_DENIED");
        if (permission === "signed-in") return;
        expect(await withKey([permission])).toBe(
          PEOPLE_ONLY.has(permission) ? "403 PERMISSION_DENIED" : "admitted",
        );
      });

      it("refuses a revoked, an expired and an unknown key, whatever it asks for", async () => {
        const { secrets } = api.runtime;
        // Health does not ask who asks: it must answer without a database.
        const isHealth = operation.permission === "public" && operation.limit === null;
        for (const ended of [
          { revokedAt: new Date() },
          { expiresAt: new Date(Date.now() - 1_000) },
        ]) {
          const key = await insertTestKey(database, { secrets });
          await endKey(database, key, ended);
          const answer = await send(operation, { authorization: `Bearer ${key}` });
          expect(outcomeOf(answer, operation)).toBe(isHealth ? "admitted" : "401 API_KEY_ENDED");
        }
        const foreign = { ...secrets, keyHmac: () => Buffer.alloc(32) };
        const unknown = await insertTestKey(database, { secrets: foreign });
        for (const authorization of [`Bearer ${unknown}`, "Bearer atst_typo", "Basic YTpi"]) {
          const answer = await send(operation, { authorization });
          expect(outcomeOf(answer, operation)).toBe(
            isHealth ? "admitted" : "401 CREDENTIALS_INVALID",
          );
        }
      });
    },
  );

  it("lets an administrator of one organization do nothing in another", async () => {
    const { secrets } = api.runtime;
    const other = v7();
    await inOrganization(database, other, ({ db }) =>
      db.insert(organizations).values({ id: other, name: "Another", createdAt: new Date() }),
    );
    const { cookie } = await insertTestPerson(database, {
      secrets,
      roles: ["administrator"],
      organizationId: other,
    });
    const key = await insertTestKey(database, { secrets, organizationId: other });
    for (const headers of [{ cookie }, { authorization: `Bearer ${key}` }]) {
      const list = await api.call("GET", "/api/v1/attestations", { headers, anonymous: true });
      expect(list).toMatchObject({ status: 200, json: { items: [] } });
    }
  });
});

const UNKNOWN_ID = "01900000-0000-7000-8000-0000000000ff";

function addressOf({ contract }: Operation): string {
  const path = contract.path.replaceAll(/\{\w+\}/g, UNKNOWN_ID);
  return contract.query === undefined ? path : `${path}?no-such-parameter=1`;
}

/** A document that no strict schema takes. */
const REFUSED = { "no such member": true };

function bodyOf({ contract }: Operation): { body?: object | string } {
  switch (contract.body?.kind) {
    case undefined:
      return {};
    case "json":
      return { body: REFUSED };
    case "ndjson":
      return { body: `${JSON.stringify(REFUSED)}\n` };
  }
}

function mediaType({ contract }: Operation): Record<string, string> {
  return contract.body?.kind === "ndjson" ? { "content-type": "application/x-ndjson" } : {};
}

function originOf(api: TestApi): string {
  return new URL(api.url).origin;
}

function isAllowed({ permission }: Operation, role: Role): boolean {
  if (permission === "public" || permission === "signed-in") return true;
  return ROLE_TABLE[role].permissions.includes(permission);
}

/** `admitted` for exactly the answer that the input leads to once it is admitted; otherwise status and code. */
function outcomeOf({ status, json }: Answer, operation: Operation): string {
  const code = typeof json === "object" && json !== null && "code" in json ? String(json.code) : "";
  const outcome = `${status} ${code}`.trim();
  return outcome === admittedAnswer(operation) ? "admitted" : outcome;
}

function admittedAnswer({ contract }: Operation): string {
  // The one line of a batch is answered in its place.
  if (contract.body?.kind === "ndjson") return "200 REQUEST_INVALID";
  if (contract.body?.kind === "json" || contract.query !== undefined) return "400 REQUEST_INVALID";
  if (contract.params !== undefined) {
    const names = [...contract.path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
    const params = Object.fromEntries(names.map((name) => [name, UNKNOWN_ID]));
    return contract.params.safeParse(params).success ? "404 NOT_FOUND" : "400 REQUEST_INVALID";
  }
  // Nobody here has a second factor.
  if (contract.id === "totp.disable" || contract.id === "recoveryCodes.renew")
    return "409 CONFLICT";
  return String(contract.response.status);
}

async function endKey(
  database: Database,
  key: string,
  ended: { readonly revokedAt?: Date; readonly expiresAt?: Date },
): Promise<void> {
  const home = await homeOrganizationId(database);
  await inOrganization(database, home, ({ db }) =>
    db
      .update(apiKeys)
      .set(ended)
      .where(eq(apiKeys.prefix, key.slice(0, "atst_".length + 12))),
  );
}

import { TOTP } from "otpauth";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { ROLES } from "@/lib/access/roles";
import { createBreakers } from "@/lib/breaker/breakers";
import { OPERATIONS } from "@/lib/operations/table";
import { setupLink } from "@/lib/services/accounts/setup";
import { breakerStore } from "@/lib/store/breakers";
import type { Database } from "@/lib/store/database";
import { homeOrganizationId } from "@/lib/store/organization-db";
import { testDatabases } from "@/lib/store/testing/databases";
import { auditTrail } from "./testing/audit-trail";
import { openBrowser, type TestBrowser } from "./testing/browser";
import { mintRequests, type MintedRequests } from "./testing/minted-request";
import { insertTestAccount, TEST_PASSWORD } from "./testing/test-account";
import { type Answer, startTestApi, type TestApi } from "./testing/test-api";

/** What a change can start from: a server, and an administrator who has just signed in. */
interface World {
  readonly api: TestApi;
  readonly evidence: MintedRequests;
  readonly administrator: TestBrowser;
  readonly email: string;
}

type Change = (world: World) => Promise<Answer>;

/** They answer, and keep nothing. */
const CHANGES_NOTHING: ReadonlySet<string> = new Set([
  "verifications.create",
  "verifications.createBatch",
  "inspections.create",
  "invitations.get",
  "passwordLinks.get",
  // Signs in when its callback succeeds; lib/http/oidc.integration.test.ts reads that event.
  "oidc.start",
]);

/** One good call of every operation that changes something. */
const CHANGES: Readonly<Record<string, Change>> = {
  "attestations.create": ({ api, evidence }) =>
    api.call("POST", "/api/v1/attestations", { body: evidence.good }),
  "attestations.createBatch": ({ api, evidence }) =>
    api.call("POST", "/api/v1/attestations/batch", {
      body: `${JSON.stringify(evidence.good)}\n`,
      headers: { authorization: `Bearer ${api.key}`, "content-type": "application/x-ndjson" },
    }),
  "attestations.reverify": async ({ api, evidence }) => {
    const { id } = idOf(await api.call("POST", "/api/v1/attestations", { body: evidence.good }));
    return api.call("POST", `/api/v1/attestations/${id}/reverify`, { body: { as: "then" } });
  },
  "collateral.import": ({ api, evidence }) =>
    api.call("POST", "/api/v1/collateral/import", {
      body: { intel: evidence.tdx.endorsements },
    }),

  "setup.create": async ({ api }) => {
    // Only before there is an account, so in a world of its own.
    const link = await setupLink(api.runtime, api.url);
    return openBrowser(api).call("POST", "/api/v1/setup", {
      token: tokenOf(link ?? ""),
      organizationName: "Verifiers",
      name: "First",
      email: "first@people.example",
      password: TEST_PASSWORD,
    });
  },
  "session.create": ({ api, email }) =>
    openBrowser(api).call("POST", "/api/v1/session", { email, password: TEST_PASSWORD }),
  "session.delete": ({ administrator }) => administrator.call("DELETE", "/api/v1/session"),
  "session.confirm": ({ administrator }) =>
    administrator.call("POST", "/api/v1/session/confirm", { password: TEST_PASSWORD }),
  "session.switch": async ({ administrator }) => {
    const made = await administrator.call("POST", "/api/v1/organizations", { name: "Second" });
    return administrator.call("POST", "/api/v1/session/switch", {
      organizationId: idOf(made).id,
    });
  },
  "sessions.revoke": async ({ api, administrator, email }) => {
    await openBrowser(api).call("POST", "/api/v1/session", { email, password: TEST_PASSWORD });
    const { items } = z
      .object({ items: z.array(z.object({ id: z.string(), isCurrent: z.boolean() })) })
      .parse((await administrator.call("GET", "/api/v1/sessions")).json);
    const other = items.find(({ isCurrent }) => !isCurrent);
    return administrator.call("DELETE", `/api/v1/sessions/${other?.id ?? ""}`);
  },
  "sessions.revokeOthers": ({ administrator }) =>
    administrator.call("POST", "/api/v1/sessions/revoke-others"),

  "account.update": ({ administrator }) =>
    administrator.call("PATCH", "/api/v1/account", { name: "Another name" }),
  "account.changePassword": ({ administrator }) =>
    administrator.call("POST", "/api/v1/account/password", {
      currentPassword: TEST_PASSWORD,
      newPassword: "quiet rivers carry seven lanterns",
    }),
  "account.setPassword": async ({ api, administrator, email }) => {
    await api.runtime.database.sql`delete from sign_in_methods
      where person_id = (select id from people where email = ${email})`;
    return administrator.call("PUT", "/api/v1/account/password", {
      password: "quiet rivers carry seven lanterns",
    });
  },
  "totp.start": ({ administrator }) => administrator.call("POST", "/api/v1/account/totp"),
  "totp.confirm": (world) => turnOnSecondFactor(world),
  "totp.disable": async (world) => {
    await turnOnSecondFactor(world);
    return world.administrator.call("DELETE", "/api/v1/account/totp");
  },
  "recoveryCodes.renew": async (world) => {
    await turnOnSecondFactor(world);
    return world.administrator.call("POST", "/api/v1/account/recovery-codes");
  },

  "members.setRoles": async ({ api, administrator }) => {
    const { personId } = await insertTestAccount(api, { roles: ["viewer"] });
    return administrator.call("PUT", `/api/v1/members/${personId}/roles`, { roles: ["operator"] });
  },
  "members.remove": async ({ api, administrator }) => {
    const { personId } = await insertTestAccount(api, { roles: ["viewer"] });
    return administrator.call("DELETE", `/api/v1/members/${personId}`);
  },
  "members.createPasswordLink": async ({ api, administrator }) => {
    const { personId } = await insertTestAccount(api, { roles: ["viewer"] });
    return administrator.call("POST", `/api/v1/members/${personId}/password-link`);
  },
  "members.endSessions": async ({ api, administrator }) => {
    const { personId } = await insertTestAccount(api, { roles: ["viewer"] });
    return administrator.call("POST", `/api/v1/members/${personId}/end-sessions`);
  },
  "passwordLinks.redeem": async ({ api, administrator }) => {
    const { personId } = await insertTestAccount(api, { roles: ["viewer"] });
    const made = await administrator.call("POST", `/api/v1/members/${personId}/password-link`);
    const { link } = z.object({ link: z.string() }).parse(made.json);
    return openBrowser(api).call("POST", "/api/v1/password-links/redeem", {
      token: tokenOf(link),
      password: "quiet rivers carry seven lanterns",
    });
  },
  "invitations.create": ({ administrator }) => invite(administrator),
  "invitations.revoke": async ({ administrator }) => {
    const { invitation } = invitationOf(await invite(administrator));
    return administrator.call("DELETE", `/api/v1/invitations/${invitation.id}`);
  },
  "invitations.accept": async ({ api, administrator }) => {
    const { link } = invitationOf(await invite(administrator));
    return openBrowser(api).call("POST", "/api/v1/invitations/accept", {
      token: tokenOf(link),
      account: { name: "New", password: TEST_PASSWORD },
    });
  },
  "organizations.create": ({ administrator }) =>
    administrator.call("POST", "/api/v1/organizations", { name: "Another" }),
  "organizations.rename": ({ administrator }) =>
    administrator.call("PATCH", "/api/v1/organization", { name: "Renamed" }),
  "organizations.demandSecondFactor": ({ administrator }) =>
    administrator.call("PUT", "/api/v1/organization/second-factor", {
      isDemanded: false,
    }),

  "apiKeys.create": ({ administrator }) => createKey(administrator),
  "apiKeys.update": async ({ administrator }) => {
    const { id } = idOf(await createKey(administrator));
    return administrator.call("PATCH", `/api/v1/api-keys/${id}`, { name: "Renamed" });
  },
  "apiKeys.rotate": async ({ administrator }) => {
    const { id } = idOf(await createKey(administrator));
    return administrator.call("POST", `/api/v1/api-keys/${id}/rotate`, {});
  },
  "apiKeys.revoke": async ({ administrator }) => {
    const { id } = idOf(await createKey(administrator));
    return administrator.call("POST", `/api/v1/api-keys/${id}/revoke`, {});
  },

  "limits.set": ({ administrator }) => setLimit(administrator),
  "limits.reset": async ({ administrator }) => {
    await setLimit(administrator);
    return administrator.call("DELETE", "/api/v1/limits/key/verify");
  },
  "status.resetBreaker": async ({ api, administrator }) => {
    await openBreaker(api);
    return administrator.call("POST", `/api/v1/status/breakers/${DEAD_HOST}/reset`);
  },
};

/** Operations that read change nothing by their method; the rest stands in one of the two lists. */
const changing = OPERATIONS.filter(
  ({ contract }) => contract.method !== "GET" && !CHANGES_NOTHING.has(contract.id),
).map(({ contract }) => contract.id);

it("tries every operation that changes something, and no other", () => {
  expect(Object.keys(CHANGES).toSorted()).toEqual(changing.toSorted());
});

/** Setting up works before there is an account, so it comes first. */
const inOrder = changing.toSorted(
  (a, b) => Number(b === "setup.create") - Number(a === "setup.create"),
);

describe.each(testDatabases)("the audit trail on $name", ({ open }) => {
  let database: Database;
  let api: TestApi;
  let evidence: MintedRequests;

  beforeAll(async () => {
    database = await open();
    api = await startTestApi({ database });
    evidence = await mintRequests();
  });
  afterAll(async () => {
    await api.close();
    await database.close();
  });

  /** Of every organization that somebody is in, since a change is told where it happens. */
  const trailsOf = async (personId: string) => {
    const organizations = await database.sql<{ organization_id: string }[]>`
      select organization_id from organizations_of(${personId})`;
    const ids = new Set([
      await homeOrganizationId(database),
      ...organizations.map(({ organization_id }) => organization_id),
    ]);
    return (await Promise.all([...ids].map((id) => auditTrail(database, id)))).flat();
  };

  it.each(inOrder)("has a row for %s", async (id) => {
    const administrator = openBrowser(api);
    const isFirst = id === "setup.create";
    const account = isFirst ? null : await insertTestAccount(api, { roles: [...ROLES] });
    if (account !== null) administrator.setCookie(account.cookie);
    const change = CHANGES[id];
    if (change === undefined) throw new Error(`no call for ${id}`);

    const answer = await change({ api, evidence, administrator, email: account?.email ?? "" });

    expect(answer.status, answer.bytes.toString("utf8")).toBeLessThan(300);
    const requestId = String(answer.headers["x-request-id"]);
    const events = await trailsOf(account?.personId ?? UNKNOWN_ID);
    expect(events.filter((event) => requestOf(event) === requestId)).toEqual([
      expect.objectContaining({ action: id, outcome: "success", requestId }),
    ]);
  });
});

const UNKNOWN_ID = "01900000-0000-7000-8000-0000000000ff";

function requestOf(event: unknown): string {
  return z.object({ requestId: z.string() }).parse(event).requestId;
}

function idOf(answer: Answer): { readonly id: string } {
  return z.object({ id: z.string() }).parse(answer.json);
}

function tokenOf(link: string): string {
  return link.slice(link.indexOf("#token=") + "#token=".length);
}

function invite(administrator: TestBrowser): Promise<Answer> {
  return administrator.call("POST", "/api/v1/invitations", {
    email: "new@people.example",
    roles: ["viewer"],
  });
}

function invitationOf(answer: Answer) {
  return z
    .object({ invitation: z.object({ id: z.string() }), link: z.string() })
    .parse(answer.json);
}

function createKey(administrator: TestBrowser): Promise<Answer> {
  return administrator.call("POST", "/api/v1/api-keys", {
    name: "A key",
    scopes: ["evidence:verify"],
  });
}

function setLimit(administrator: TestBrowser): Promise<Answer> {
  return administrator.call("PUT", "/api/v1/limits/key/verify", { perMinute: 600, burst: 60 });
}

const DEAD_HOST = "pcs.example";

async function openBreaker({ runtime: { database } }: TestApi): Promise<void> {
  const breakers = createBreakers({ store: breakerStore(database.db) });
  for (let failure = 0; failure < 5; failure += 1) {
    const entry = await breakers.enter(DEAD_HOST, { leaseMs: 60_000 });
    if (!entry.allowed) throw new Error("it was open already");
    await entry.settle({ kind: "failed", detail: "no answer" });
  }
}

async function turnOnSecondFactor({ administrator }: World): Promise<Answer> {
  const started = await administrator.call("POST", "/api/v1/account/totp");
  const { secret } = z.object({ secret: z.string() }).parse(started.json);
  return administrator.call("POST", "/api/v1/account/totp/confirm", {
    code: new TOTP({ secret }).generate(),
  });
}

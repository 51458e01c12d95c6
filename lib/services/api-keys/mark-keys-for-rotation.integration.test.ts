import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { v7 } from "uuid";
import { sql } from "drizzle-orm";
import { apiKeys } from "@/drizzle/schema";
import { findApiKey, insertApiKey, revokeApiKey, supersedeApiKey } from "@/lib/store/api-keys";
import type { Database } from "@/lib/store/database";
import {
  homeOrganizationId,
  inOrganization,
  type OrganizationDb,
} from "@/lib/store/organization-db";
import { testDatabases } from "@/lib/store/testing/databases";
import { markKeysForRotation } from "./mark-keys-for-rotation";

const DAY_MS = 86_400_000;
const daysFromNow = (days: number) => new Date(Date.now() + days * DAY_MS);

async function insertKey(
  organization: OrganizationDb,
  { createdBy, expiresAt }: { readonly createdBy: string; readonly expiresAt: Date | null },
): Promise<string> {
  const id = v7();
  await insertApiKey(organization, {
    id,
    name: "Key",
    service: null,
    prefix: `atst_${id.slice(-12)}`,
    secretHmac: Buffer.from(id),
    scopes: ["attestation:read"],
    addresses: [],
    tags: [],
    policy: null,
    createdBy,
    expiresAt,
  });
  return id;
}

describe.each(testDatabases)("keys of somebody who loses rights, on $name", ({ open }) => {
  let database: Database;
  let home: string;
  beforeAll(async () => {
    database = await open();
    home = await homeOrganizationId(database);
  });
  afterAll(() => database.close());

  it("are due for rotation, and end within the overlap window", async () => {
    const [person, other, successorId] = [v7(), v7(), v7()];
    await inOrganization(database, home, async (organization) => {
      const endless = await insertKey(organization, { createdBy: person, expiresAt: null });
      const long = await insertKey(organization, { createdBy: person, expiresAt: daysFromNow(90) });
      const soon = daysFromNow(0.25);
      const short = await insertKey(organization, { createdBy: person, expiresAt: soon });
      const shown = await insertKey(organization, { createdBy: other, expiresAt: null });
      await organization.db
        .update(apiKeys)
        .set({ shownTo: [other, person] })
        .where(sql`id = ${shown}`);
      const replaced = await insertKey(organization, { createdBy: person, expiresAt: null });
      await supersedeApiKey(organization, replaced, { successorId, overlapHours: 7 * 24 });
      const revoked = await insertKey(organization, { createdBy: person, expiresAt: null });
      await revokeApiKey(organization, revoked);
      const expired = await insertKey(organization, {
        createdBy: person,
        expiresAt: daysFromNow(-1),
      });
      const strange = await insertKey(organization, { createdBy: other, expiresAt: null });

      const reason = "Somebody is no administrator any more.";
      expect(await markKeysForRotation(organization, { personId: person, reason })).toBe(4);

      for (const id of [endless, long, shown]) {
        const key = await findApiKey(organization, id);
        expect(key).toMatchObject({ state: "rotation-due", rotationDue: reason });
        const leftMs = (key?.expiresAt?.getTime() ?? 0) - Date.now();
        expect(leftMs).toBeGreaterThan(0.99 * DAY_MS);
        expect(leftMs).toBeLessThanOrEqual(DAY_MS + 1000);
      }
      expect(await findApiKey(organization, short)).toMatchObject({
        expiresAt: soon,
        rotationDue: reason,
      });
      const ending = await findApiKey(organization, replaced);
      expect(ending).toMatchObject({ state: "replaced", rotationDue: null });
      expect(ending?.expiresAt?.getTime()).toBeLessThanOrEqual(Date.now() + DAY_MS + 1000);
      for (const [id, state] of [
        [revoked, "revoked"],
        [expired, "expired"],
        [strange, "active"],
      ] as const) {
        expect(await findApiKey(organization, id)).toMatchObject({ state, rotationDue: null });
      }
    });
  });

  it("keep the reason that they were given first, and never gain time", async () => {
    const person = v7();
    await inOrganization(database, home, async (organization) => {
      const id = await insertKey(organization, { createdBy: person, expiresAt: daysFromNow(90) });
      await markKeysForRotation(organization, { personId: person, reason: "first" });
      const before = await findApiKey(organization, id);
      expect(await markKeysForRotation(organization, { personId: person, reason: "second" })).toBe(
        1,
      );
      expect(await findApiKey(organization, id)).toEqual(before);
    });
  });

  it("are those of one organization only", async () => {
    const [person, elsewhere] = [v7(), v7()];
    const strange = await inOrganization(database, elsewhere, (organization) =>
      insertKey(organization, { createdBy: person, expiresAt: null }),
    );
    await inOrganization(database, home, async (organization) => {
      expect(await markKeysForRotation(organization, { personId: person, reason: "…" })).toBe(0);
      expect(await findApiKey(organization, strange)).toBeNull();
    });
    expect(
      await inOrganization(database, elsewhere, (organization) =>
        findApiKey(organization, strange),
      ),
    ).toMatchObject({ state: "active" });
  });
});

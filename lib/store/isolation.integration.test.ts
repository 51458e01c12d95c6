import fc from "fast-check";
import postgres from "postgres";
import { v7 } from "uuid";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AttestationFilter } from "@/lib/contract/attestations";
import * as keys from "./api-keys";
import * as attestations from "./attestations";
import * as audit from "./audit";
import * as seals from "./audit-seals";
import * as trail from "./audit-trail";
import { readContents } from "./contents";
import type { Database } from "./database";
import { holdMembership } from "./hold-membership";
import { findIdempotent } from "./idempotency";
import * as invitations from "./invitations";
import { rememberPlace } from "./known-places";
import { listBuckets } from "./limit-buckets";
import * as limitSettings from "./limit-settings";
import * as members from "./memberships";
import type { OrganizationDb } from "./organization-db";
import * as organizations from "./organizations";
import * as overview from "./overview";
import { searchAttestations } from "./search";
import * as setup from "./setup-links";
import { settleSuccess } from "./sign-in-failures";
import { testDatabases } from "./testing/databases";
import {
  insertNeighbours,
  type Neighbour,
  newInvitation,
  newKey,
  newSeal,
  RECEIVED_AT,
  SHARED_CLAIM,
  SHARED_MEASUREMENT,
} from "./testing/neighbours";
import { repositoryFunctions } from "./testing/repositories";
import { sampleAttestation } from "./testing/sample-attestation";
import { sampleEvent } from "./testing/test-organization";

const RUNS = 12;
const MAX_OPERATIONS = 8;
const HOUR_MS = 3_600_000;
const SHARED_LIMIT = {
  scope: "key",
  limitClass: "verify",
  subjectId: limitSettings.EVERYBODY,
} as const;
const window = {
  from: new Date(RECEIVED_AT.getTime() - HOUR_MS / 2),
  to: new Date(RECEIVED_AT.getTime() + HOUR_MS / 2),
  bucketSeconds: 3600,
};
const page = { limit: 50, cursor: null, direction: "older" } as const;

/** Asks for everything that somebody who knows both organizations could ask for. */
type Read = (own: OrganizationDb, known: readonly Neighbour[]) => Promise<unknown>;

const each = <T>(values: readonly T[], ask: (value: T) => Promise<unknown>) =>
  Promise.all(values.map(ask));
const idsOf = (known: readonly Neighbour[]) => known.flatMap((one) => one.attestationIds);
const peopleOf = (known: readonly Neighbour[]) => known.flatMap((one) => one.personIds);

const reads: Readonly<Record<string, Read>> = {
  findAttestation: (own, known) =>
    each(idsOf(known), (id) => attestations.findAttestation(own, id)),
  findReverifications: (own, known) =>
    each(idsOf(known), (id) => attestations.findReverifications(own, id)),
  findNeighbours: (own, known) =>
    each(idsOf(known), (id) => attestations.findNeighbours(own, { receivedAt: RECEIVED_AT, id })),
  listAttestations: (own, known) =>
    each(
      [
        {},
        { verdict: "contraindicated" },
        { measurement: SHARED_MEASUREMENT },
        { measurement: SHARED_MEASUREMENT, reasonCode: "QUOTE_SIGNATURE_INVALID" },
        { reasonCode: "QUOTE_SIGNATURE_INVALID" },
        { q: SHARED_MEASUREMENT.slice(0, 8) },
        { q: SHARED_MEASUREMENT.slice(0, 8), measurement: SHARED_MEASUREMENT },
        ...known.flatMap(({ digests }) => digests.map((q) => ({ q }))),
      ] satisfies readonly AttestationFilter[],
      (filter: AttestationFilter) => attestations.listAttestations(own, filter, page),
    ),
  searchAttestations: (own, known) =>
    each(
      [SHARED_MEASUREMENT.slice(0, 8), ...idsOf(known), ...known.flatMap(({ digests }) => digests)],
      (text) => searchAttestations(own, text, 20),
    ),
  readContents: async (own, known) => {
    const bodies = await readContents(
      own,
      known.flatMap(({ digests }) => digests),
    );
    return [...bodies.keys()].sort();
  },
  findIdempotent: (own) => findIdempotent(own, [SHARED_CLAIM]),
  countAttestations: (own) => overview.countAttestations(own, window),
  countReasons: (own) => overview.countReasons(own, window, 10),
  latestFailures: (own) => overview.latestFailures(own, 10),
  countOutside: (own) => overview.countOutside(own, { from: window.to, to: window.to }),
  listApiKeys: (own) => keys.listApiKeys(own, {}, { limit: 50, cursor: null }),
  findApiKey: (own, known) => each(known, ({ keyId }) => keys.findApiKey(own, keyId)),
  lockApiKey: (own, known) => each(known, ({ keyId }) => keys.lockApiKey(own, keyId)),
  listLimitSettings: (own) => limitSettings.listLimitSettings(own),
  findLimitSetting: (own) => limitSettings.findLimitSetting(own, SHARED_LIMIT),
  listBuckets: (own) => listBuckets(own, 100),
  lastSeal: (own) => seals.lastSeal(own),
  sealOver: (own) => seals.sealOver(own, 1),
  sealsWithin: (own) => seals.sealsWithin(own, { fromSeq: 1, toSeq: 1000 }),
  organizationName: (own) => seals.organizationName(own),
  findOrganization: (own) => organizations.findOrganization(own),
  isSecondFactorDemanded: (own) => organizations.isSecondFactorDemanded(own),
  listAuditEvents: (own) => trail.listAuditEvents(own, {}, page),
  findAuditEvent: (own) => each([1, 2, 3], (seq) => trail.findAuditEvent(own, seq)),
  auditEventsFrom: (own) => trail.auditEventsFrom(own, { fromSeq: 1, toSeq: 1000, limit: 1000 }),
  auditRange: (own) => trail.auditRange(own, {}),
  auditHead: (own) => trail.auditHead(own),
  listMembers: (own) => members.listMembers(own, {}, { limit: 50, cursor: null }),
  findMember: (own, known) => each(peopleOf(known), (id) => members.findMember(own, id)),
  hasMemberWithEmail: (own, known) =>
    each(known, ({ email }) => members.hasMemberWithEmail(own, email)),
  hasOtherAdministrator: (own, known) =>
    each(peopleOf(known), (id) => members.hasOtherAdministrator(own, id)),
  holdMembership: (own, known) => each(peopleOf(known), (id) => holdMembership(own, id)),
  listInvitations: (own) => invitations.listInvitations(own, 50),
  findInvitation: (own, known) =>
    each(known, ({ invitationId }) => invitations.findInvitation(own, invitationId)),
};

/** Changes what it can of its own organization, and tries the same on what `target` names. */
type Write = (own: OrganizationDb, target: Neighbour) => Promise<unknown>;

const writes: Readonly<Record<string, Write>> = {
  appendAuditEvent: (own) => audit.appendAuditEvent(own, sampleEvent(sampleAttestation())),
  appendAuditEvents: (own) =>
    audit.appendAuditEvents(own, [
      sampleEvent(sampleAttestation()),
      sampleEvent(sampleAttestation()),
    ]),
  insertApiKey: (own, { personIds: [id] }) => keys.insertApiKey(own, newKey(v7(), id)),
  updateApiKey: (own, { keyId }) => keys.updateApiKey(own, keyId, { name: "Changed", tags: ["x"] }),
  supersedeApiKey: (own, { keyId }) =>
    keys.supersedeApiKey(own, keyId, { successorId: v7(), overlapHours: 1 }),
  revokeApiKey: (own, { keyId }) => keys.revokeApiKey(own, keyId),
  markKnownApiKeys: (own, { personIds: [personId] }) =>
    keys.markKnownApiKeys(own, { personId, reason: "role-lost", withinHours: 1 }),
  recordApiKeyUse: (own, { keyId }) =>
    keys.recordApiKeyUse(own, { id: keyId, address: "192.0.2.1" }),
  // A seal that names another organization is kept in the trail of whoever writes it.
  insertSeal: async (own, target) => {
    const last = await seals.lastSeal(own);
    return seals.insertSeal(own, newSeal({ organizationId: target.id }, (last?.toSeq ?? 0) + 1));
  },
  saveLimitSetting: (own) =>
    limitSettings.saveLimitSetting(own, SHARED_LIMIT, {
      perMinute: 60,
      burst: 6,
      updatedAt: RECEIVED_AT,
    }),
  removeLimitSetting: (own) => limitSettings.removeLimitSetting(own, SHARED_LIMIT),
  lockSeals: (own) => seals.lockSeals(own),
  insertOrganization: (own) => organizations.insertOrganization(own, "Once more"),
  renameOrganization: (own) => organizations.renameOrganization(own, "Renamed"),
  demandSecondFactor: (own) => organizations.demandSecondFactor(own, true),
  lockMembers: (own) => members.lockMembers(own),
  addMember: (own, { personIds: [personId] }) =>
    members.addMember(own, { personId, roles: ["administrator"] }),
  setRoles: (own, { personIds: [, personId] }) =>
    members.setRoles(own, { personId, roles: ["auditor"] }),
  removeMember: (own, { personIds: [, personId] }) => members.removeMember(own, personId),
  insertInvitation: (own, { personIds: [id] }) =>
    invitations.insertInvitation(own, newInvitation(v7(), id)),
  revokeInvitation: (own, { invitationId }) => invitations.revokeInvitation(own, invitationId),
  spendInvitation: (own, { invitationId, personIds: [personId] }) =>
    invitations.spendInvitation(own, { id: invitationId, personId }),
  // Rows of the installation, which a transaction inside an organization changes as well.
  lockSetup: (own) => setup.lockSetup(own),
  spendSetupLinks: (own) => setup.spendSetupLinks(own, Uint8Array.of(1)),
  settleSuccess: (own) =>
    settleSuccess(own, {
      cleared: [{ digest: Uint8Array.of(1), free: 1, capSeconds: 1 }],
      refunded: [{ digest: Uint8Array.of(2), free: 1, capSeconds: 1 }],
    }),
  rememberPlace: (own) => rememberPlace(own, Uint8Array.of(1, 2, 3)),
};

/** Has a transaction of its own. */
const INSERT = "insertAttestations";
/** Makes transactions, or a piece of a query. */
const NO_REPOSITORIES = new Set(["inOrganization", "distinctDigests"]);

it("is asked of every function that reads or writes rows of an organization", () => {
  const asked = [...Object.keys(reads), ...Object.keys(writes), INSERT];
  const all = repositoryFunctions().filter((name) => !NO_REPOSITORIES.has(name));
  expect(asked.toSorted()).toEqual([...new Set(all)].toSorted());
});

describe.each(testDatabases)("two organizations on $name", ({ open }) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());

  /** Everything that one can read, as text that can be compared. */
  const readAll = async (
    { ask }: Neighbour,
    known: readonly Neighbour[],
    walls: Walls,
  ): Promise<Readonly<Record<string, string>>> =>
    ask(async (own) => {
      if (walls === "conditions alone") await own.sql`set local role none`;
      const answers: Record<string, string> = {};
      for (const [name, read] of Object.entries(reads)) {
        answers[name] = JSON.stringify(await read(own, known), asText);
      }
      return answers;
    });

  const perform = async (
    one: Neighbour,
    { name, target, walls }: { name: string; target: Neighbour; walls: Walls },
  ) => {
    const write = writes[name];
    if (write === undefined) {
      await one.insert([
        sampleAttestation({
          measurements: { mrtd: SHARED_MEASUREMENT },
          reasonCodes: ["QUOTE_SIGNATURE_INVALID"],
          verdict: "contraindicated",
          receivedAt: RECEIVED_AT,
        }),
        sampleAttestation({
          receivedAt: RECEIVED_AT,
          reverifies: target.attestationIds[0] ?? null,
        }),
        sampleAttestation({ idempotency: SHARED_CLAIM }),
      ]);
      return;
    }
    await one.ask(async (own) => {
      if (walls === "conditions alone") await own.sql`set local role none`;
      await write(own, target);
    });
  };

  it.each<Walls>(["both walls", "conditions alone"])(
    "leave what the other reads as it was, whatever one does (%s)",
    async (walls) => {
      const operation = fc.record({
        // Most functions read attestations, so every sequence is likely to have some.
        name: fc.oneof(
          { weight: 1, arbitrary: fc.constant(INSERT) },
          { weight: 3, arbitrary: fc.constantFrom(...Object.keys(writes)) },
        ),
        onOther: fc.boolean(),
      });
      const operations = fc.array(operation, { minLength: 1, maxLength: MAX_OPERATIONS });
      await fc.assert(
        fc.asyncProperty(operations, async (sequence) => {
          const [one, other] = await insertNeighbours(database);
          const before = await readAll(other, [one, other], walls);
          for (const { name, onOther } of sequence) {
            const target = onOther ? other : one;
            await perform(one, { name, target, walls }).catch(onlyRefusals);
          }
          expect(await readAll(other, [one, other], walls)).toEqual(before);
        }),
        { numRuns: RUNS },
      );
    },
    240_000,
  );

  it.each<Walls>(["both walls", "conditions alone"])(
    "read nothing of each other, even by name (%s)",
    async (walls) => {
      const [one, other] = await insertNeighbours(database);
      for (const [mine, theirs] of [
        [one, other],
        [other, one],
      ] as const) {
        const told = JSON.stringify(await readAll(mine, [one, other], walls));
        const names = [
          theirs.id,
          ...theirs.attestationIds,
          ...theirs.digests,
          theirs.keyId,
          theirs.invitationId,
          theirs.personIds[0],
        ];
        expect(names.filter((name) => told.includes(name))).toEqual([]);
        // And does read its own: the test can fail.
        expect(told).toContain(mine.attestationIds[0]);
        expect(told).toContain(mine.invitationId);
      }
    },
  );

  describe("with row-level security alone", () => {
    let one: Neighbour;
    let other: Neighbour;
    let walled: readonly string[];
    beforeAll(async () => {
      [one, other] = await insertNeighbours(database);
      const rows = await database.sql<{ name: string }[]>`
        select relname as name from pg_class where relrowsecurity order by 1`;
      walled = rows.map(({ name }) => name);
    });

    const keyOf = (table: string) => (table === "organizations" ? "id" : "organization_id");

    it("every table whose rows belong to an organization is behind it", async () => {
      const rows = await database.sql<{ name: string }[]>`
        select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
        where a.attname = 'organization_id' and c.relkind = 'r'`;
      const beside = new Set([
        "sessions", // of a person; the organization is where it acts just now
        "password_links", // of a person; the organization is where its maker manages members
        "limit_buckets", // found by keys that only take_tokens makes
      ]);
      const belonging = rows.map(({ name }) => name).filter((name) => !beside.has(name));
      expect(walled.toSorted()).toEqual([...belonging, "organizations"].toSorted());
    });

    it("a query without a condition finds the own rows, and outside of an organization none", async () => {
      for (const table of walled) {
        const owners = `select distinct ${keyOf(table)}::text as owner from ${table}`;
        const inside = await one.ask(({ sql }) => sql.unsafe(owners));
        expect({ table, rows: [...inside] }).toEqual({ table, rows: [{ owner: one.id }] });
        expect({ table, rows: [...(await database.sql.unsafe(owners))] }).toEqual({
          table,
          rows: [],
        });
      }
    });

    it("nobody writes a row for another organization", async () => {
      for (const table of walled) {
        const insert = one.ask(async ({ sql }) => {
          const columns = await sql<{ name: string; type: string; given: boolean }[]>`
            select attname as name, format_type(atttypid, atttypmod) as type,
              attname in ('organization_id', 'id') as given
            from pg_attribute
            where attrelid = ${table}::regclass and attnum > 0 and not attisdropped
              and attgenerated = '' and (attnotnull or attname = 'body')
              and has_column_privilege(attrelid, attnum, 'INSERT')`;
          if (columns.length === 0) throw refused;
          const values = columns.map(({ name, type }) =>
            name === keyOf(table) ? `'${other.id}'` : exampleOf(type),
          );
          const names = columns.map(({ name }) => `"${name}"`);
          await sql.unsafe(`insert into ${table} (${names.join()}) values (${values.join()})`);
        });
        await expect(insert, table).rejects.toMatchObject({ code: "42501" });
      }
    });

    it.each([
      "attestations",
      "attestation_digests",
      "attestation_reasons",
      "contents",
      "audit_events",
      "audit_heads",
      "audit_seals",
    ])("%s can't be changed or emptied, not even for the own rows", async (table) => {
      for (const statement of [
        `update ${table} set organization_id = organization_id`,
        `delete from ${table}`,
        `truncate ${table}`,
      ]) {
        const changing = one.ask(({ sql }) => sql.unsafe(statement));
        await expect(changing, statement).rejects.toMatchObject({ code: "42501" });
      }
    });

    it("updates and deletions reach the own rows only", async () => {
      const before = await readAll(other, [one, other], "both walls");
      for (const statement of [
        "update verdict_counters set count = 0",
        "update reason_counters set count = 0",
        "update api_keys set revoked_at = now()",
        "update invitations set revoked_at = now()",
        "update organizations set name = 'taken over'",
        "update memberships set roles = '{viewer}'",
        "delete from memberships",
        "delete from idempotency_keys",
        "delete from limit_settings",
      ]) {
        await one.ask(({ sql }) => sql.unsafe(statement));
      }
      expect(await readAll(other, [one, other], "both walls")).toEqual(before);
    });
  });
});

/** Row-level security and conditions, or the conditions with row-level security out of the way. */
type Walls = "both walls" | "conditions alone";

const refused = Object.assign(new Error("no column may be written"), { code: "42501" });

/** What the database says to an attempt that it stops: privilege, foreign key, unique key. */
function onlyRefusals(error: unknown): void {
  const stopped = ["42501", "23503", "23505"];
  // Drizzle wraps what the driver throws.
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  if (cause instanceof postgres.PostgresError && stopped.includes(cause.code)) return;
  throw error;
}

function exampleOf(type: string): string {
  if (type.endsWith("[]")) return "'{}'";
  if (type === "uuid") return `'${v7()}'`;
  if (type === "bytea") return "'\\x00'";
  if (type.startsWith("timestamp")) return "now()";
  if (type === "boolean") return "false";
  if (type === "json") return "'{}'";
  if (type === "verdict") return "'affirming'";
  if (type === "evidence_type") return "'intel-tdx-quote'";
  return type === "text" ? "'{}'" : "1";
}

function asText(_name: string, value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value;
}

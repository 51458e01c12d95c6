import { v7 } from "uuid";
import { organizations } from "@/drizzle/schema";
import type { AuditEvent } from "@/lib/audit/audit-event";
import type { NewAttestation } from "../attestation-record";
import { insertAttestations, type InsertOutcome } from "../attestations";
import type { Database } from "../database";
import { homeOrganizationId, inOrganization, type OrganizationDb } from "../organization-db";

/** An organization of a test's database. */
export interface TestOrganization {
  readonly id: string;
  /** Asks a repository, in a transaction of its own. */
  ask<T>(question: (organization: OrganizationDb) => Promise<T>): Promise<T>;
  /** Keeps records, each with an event that says nothing. */
  insert(records: readonly NewAttestation[]): Promise<readonly InsertOutcome[]>;
}

/** The one that is there from the start. */
export async function homeOf(database: Database): Promise<TestOrganization> {
  return organizationOn(database, await homeOrganizationId(database));
}

/** Another one, past the use case that makes them. */
export async function insertTestOrganization(database: Database): Promise<TestOrganization> {
  const made = organizationOn(database, v7());
  const values = { id: made.id, name: `Organization ${made.id}`, createdAt: new Date() };
  await made.ask(({ db }) => db.insert(organizations).values(values));
  return made;
}

function organizationOn(database: Database, id: string): TestOrganization {
  return {
    id,
    ask: (question) => inOrganization(database, id, question),
    insert: (records) =>
      insertAttestations(
        database,
        id,
        records.map((record) => ({ record, event: sampleEvent(record) })),
      ),
  };
}

export function sampleEvent({ id, result }: NewAttestation): AuditEvent {
  return {
    action: "attestations.create",
    outcome: "success",
    actor: { kind: "system", id: "tests", name: null },
    object: { kind: "attestation", id, name: result.evidenceType },
    before: null,
    after: null,
    details: { verdict: result.verdict },
    reasonCode: null,
    requestId: "00000000-0000-0000-0000-000000000000",
    address: null,
    userAgent: null,
    durationMs: 0,
  };
}

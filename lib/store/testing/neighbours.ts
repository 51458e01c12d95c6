import { randomBytes } from "node:crypto";
import { v7 } from "uuid";
import { limitSettings, people } from "@/drizzle/schema";
import { addMember } from "../memberships";
import { insertApiKey } from "../api-keys";
import { insertSeal } from "../audit-seals";
import type { Database } from "../database";
import { insertInvitation } from "../invitations";
import type { OrganizationDb } from "../organization-db";
import { sampleAttestation } from "./sample-attestation";
import { insertTestOrganization, type TestOrganization } from "./test-organization";

/** What two organizations on one database could tell each other of: everything that has a name. */
export interface Neighbour extends TestOrganization {
  readonly attestationIds: readonly string[];
  /** Of bodies, lower-case hex. */
  readonly digests: readonly string[];
  readonly keyId: string;
  /** A member of this organization alone, and one of both. */
  readonly personIds: readonly [own: string, shared: string];
  readonly email: string;
  readonly invitationId: string;
}

/** Both have used the same idempotency key, each for its own attestation. */
export const SHARED_CLAIM = {
  operation: "attestations.create",
  key: "shared",
  requestSha256: "ab".repeat(32),
} as const;
/** A workload that both run. */
export const SHARED_MEASUREMENT = "5a".repeat(48);
export const RECEIVED_AT = new Date("2026-03-01T12:30:00Z");

/** Two organizations with rows in every table that belongs to one, and with as much as possible in common. */
export async function insertNeighbours(
  database: Database,
): Promise<readonly [Neighbour, Neighbour]> {
  const shared = await insertPerson(database, "shared");
  return [await insertNeighbour(database, shared), await insertNeighbour(database, shared)];
}

async function insertPerson(database: Database, name: string) {
  const id = v7();
  const email = `${name}-${id}@people.example`;
  await database.db.insert(people).values({ id, name, email });
  return { id, email };
}

async function insertNeighbour(
  database: Database,
  shared: { readonly id: string },
): Promise<Neighbour> {
  const organization = await insertTestOrganization(database);
  const own = await insertPerson(database, "own");
  const first = sampleAttestation({
    measurements: { mrtd: SHARED_MEASUREMENT },
    idempotency: SHARED_CLAIM,
    receivedAt: RECEIVED_AT,
  });
  const second = sampleAttestation({
    measurements: { mrtd: SHARED_MEASUREMENT },
    verdict: "contraindicated",
    reasonCodes: ["QUOTE_SIGNATURE_INVALID"],
    reverifies: first.id,
    receivedAt: new Date(RECEIVED_AT.getTime() + 1000),
  });
  await organization.insert([first]);
  await organization.insert([second]);
  const keyId = v7();
  const invitationId = v7();
  await organization.ask(async (into) => {
    await addMember(into, { personId: own.id, roles: ["viewer"] });
    await addMember(into, { personId: shared.id, roles: ["administrator"] });
    await insertApiKey(into, newKey(keyId, own.id));
    await insertInvitation(into, newInvitation(invitationId, own.id));
    await insertSeal(into, newSeal(into, 1));
    await into.db.insert(limitSettings).values({
      organizationId: into.organizationId,
      scope: "organization",
      subjectId: "00000000-0000-0000-0000-000000000000",
      limitClass: "read",
      perMinute: 6000,
      burst: 600,
      updatedAt: new Date(),
    });
  });
  return {
    ...organization,
    attestationIds: [first.id, second.id],
    digests: [first, second].map(({ result }) => result.evidenceDigest.slice("sha256:".length)),
    keyId,
    personIds: [own.id, shared.id],
    email: own.email,
    invitationId,
  };
}

export function newKey(id: string, createdBy: string): Parameters<typeof insertApiKey>[1] {
  return {
    id,
    name: `Key ${id}`,
    service: null,
    prefix: `atst_${randomBytes(6).toString("hex")}`,
    secretHmac: randomBytes(32),
    scopes: ["attestation:read"],
    addresses: [],
    tags: [],
    policy: null,
    createdBy,
    expiresAt: null,
  };
}

export function newInvitation(
  id: string,
  createdBy: string,
): Parameters<typeof insertInvitation>[1] {
  return {
    id,
    email: `${id}@people.example`,
    roles: ["viewer"],
    tokenSha256: randomBytes(32),
    createdBy,
    days: 7,
  };
}

export function newSeal(
  { organizationId }: Pick<OrganizationDb, "organizationId">,
  toSeq: number,
): Parameters<typeof insertSeal>[1] {
  return {
    organizationId,
    fromSeq: toSeq,
    toSeq,
    root: randomBytes(32),
    previousSeal: new Uint8Array(32),
    sealedAt: new Date(),
    keyId: randomBytes(32),
    signature: randomBytes(64),
  };
}

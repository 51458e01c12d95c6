import type { Attestation } from "@/lib/contract/attestations";
import { fail, ok, type Result } from "@/lib/rats/result";
import type { StoredAttestation } from "@/lib/store/attestation-record";
import { findAttestation, findNeighbours, findReverifications } from "@/lib/store/attestations";
import { readContents } from "@/lib/store/contents";
import type { OrganizationDb } from "@/lib/store/organization-db";
import { storedAttestation } from "./attestation-view";
import { type ServiceContext, withOrganization } from "./context";

/** Failure: `NOT_FOUND`. */
export function getAttestation(context: ServiceContext, id: string): Promise<Result<Attestation>> {
  return withOrganization(context, async (organization) => {
    const found = await findStored(organization, id);
    if (!found.ok) return found;
    const [reverifications, neighbours] = await Promise.all([
      findReverifications(organization, id),
      findNeighbours(organization, found.value),
    ]);
    return ok(storedAttestation(found.value, { reverifications, ...neighbours }));
  });
}

/** An attestation and its evidence, byte for byte as it was received. */
export interface KeptEvidence {
  readonly attestation: StoredAttestation;
  readonly evidence: Uint8Array;
}

/** Failure: `NOT_FOUND`. */
export function getEvidence(context: ServiceContext, id: string): Promise<Result<KeptEvidence>> {
  return withOrganization(context, (organization) => findEvidence(organization, id));
}

/** Failure: `NOT_FOUND`. */
export async function findEvidence(
  organization: OrganizationDb,
  id: string,
): Promise<Result<KeptEvidence>> {
  const found = await findStored(organization, id);
  if (!found.ok) return found;
  const digest = found.value.evidenceDigest.slice("sha256:".length);
  const evidence = (await readContents(organization, [digest])).get(digest);
  if (evidence === undefined) throw new Error(`the evidence of attestation ${id} is not stored`);
  return ok({ attestation: found.value, evidence });
}

async function findStored(
  organization: OrganizationDb,
  id: string,
): Promise<Result<StoredAttestation>> {
  const stored = await findAttestation(organization, id);
  return stored === null ? fail("NOT_FOUND", `There is no attestation ${id}.`) : ok(stored);
}

import type { Attestation } from "@/lib/contract/attestations";
import { fail, ok, type Result } from "@/lib/rats/result";
import type { StoredAttestation } from "@/lib/store/attestation-record";
import { findAttestation, findNeighbours, findReverifications } from "@/lib/store/attestations";
import { readContents } from "@/lib/store/contents";
import { storedAttestation } from "./attestation-view";
import type { ServiceContext } from "./context";

/** Failure: `NOT_FOUND`. */
export async function getAttestation(
  context: ServiceContext,
  id: string,
): Promise<Result<Attestation>> {
  const { database } = context.runtime;
  const found = await findStored(context, id);
  if (!found.ok) return found;
  const [reverifications, neighbours] = await Promise.all([
    findReverifications(database, id),
    findNeighbours(database, found.value),
  ]);
  return ok(storedAttestation(found.value, { reverifications, ...neighbours }));
}

/** The bytes as they were received. Failure: `NOT_FOUND`. */
export async function getEvidence(
  context: ServiceContext,
  id: string,
): Promise<Result<{ readonly attestation: StoredAttestation; readonly evidence: Uint8Array }>> {
  const found = await findStored(context, id);
  if (!found.ok) return found;
  const digest = found.value.evidenceDigest.slice("sha256:".length);
  const evidence = (await readContents(context.runtime.database, [digest])).get(digest);
  if (evidence === undefined) throw new Error(`the evidence of attestation ${id} is not stored`);
  return ok({ attestation: found.value, evidence });
}

export async function findStored(
  context: ServiceContext,
  id: string,
): Promise<Result<StoredAttestation>> {
  const stored = await findAttestation(context.runtime.database, id);
  return stored === null ? fail("NOT_FOUND", `There is no attestation ${id}.`) : ok(stored);
}

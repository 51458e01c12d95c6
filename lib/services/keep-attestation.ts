import type { Attestation } from "@/lib/contract/attestations";
import { fail, ok, type Result } from "@/lib/rats/result";
import type { IdempotencyClaim, NewAttestation } from "@/lib/store/attestation-record";
import { findIdempotent } from "@/lib/store/idempotency";
import { newAttestation } from "./attestation-view";
import { auditEvent } from "./change";
import { organizationOf, type ServiceContext, withOrganization } from "./context";
import { getAttestation } from "./get-attestation";

/** An attestation that is in the store; `replayed`: an earlier call with the same Idempotency-Key put it there. */
export interface Kept<T> {
  readonly value: T;
  readonly replayed: boolean;
}

/**
 * Judges and keeps, once for each idempotency key: `make` runs only when the key looks unused. Two calls at one time may
 * both judge; the store then keeps one, and both answer with it. Failure besides those of `make`:
 * `IDEMPOTENCY_KEY_REUSED`.
 */
export async function keepOnce(
  context: ServiceContext,
  claim: IdempotencyClaim | null,
  make: () => Promise<Result<NewAttestation>>,
): Promise<Result<Kept<Attestation>>> {
  const before = await findEarlier(context, claim);
  if (!before.ok) return before;
  if (before.value !== null) return replay(context, before.value);

  const made = await make();
  if (!made.ok) return made;
  const kept = await context.state.writer.write(organizationOf(context), {
    record: made.value,
    event: keptEvent(context, made.value),
  });
  switch (kept.outcome) {
    case "stored":
      context.state.metrics.stored.inc();
      return ok({ value: newAttestation(made.value), replayed: false });
    case "replayed":
      return replay(context, kept.attestationId);
    case "conflict":
      return reused();
  }
}

/** The id that the key has led to; null when it is unused. Failure: `IDEMPOTENCY_KEY_REUSED`. */
export async function findEarlier(
  context: ServiceContext,
  claim: IdempotencyClaim | null,
): Promise<Result<string | null>> {
  if (claim === null) return ok(null);
  const [state] = await withOrganization(context, (organization) =>
    findIdempotent(organization, [claim]),
  );
  if (state === undefined || state.state === "unused") return ok(null);
  return state.state === "conflict" ? reused() : ok(state.attestationId);
}

function keptEvent(context: ServiceContext, { id, result, reverifies }: NewAttestation) {
  const { evidenceType, evidenceDigest, verdict } = result;
  return auditEvent(context, {
    outcome: "success",
    object: { kind: "attestation", id, name: evidenceType },
    details: { verdict, evidenceDigest, ...(reverifies === null ? {} : { reverifies }) },
  });
}

async function replay(context: ServiceContext, id: string): Promise<Result<Kept<Attestation>>> {
  const stored = await getAttestation(context, id);
  return stored.ok ? ok({ value: stored.value, replayed: true }) : stored;
}

function reused() {
  return fail("IDEMPOTENCY_KEY_REUSED", "This key was sent before with another request.");
}

import { BEFORE_THE_FIRST, chainFollower } from "@/lib/audit/chain";
import { sealJson } from "@/lib/audit/export-lines";
import { merkleTree } from "@/lib/audit/merkle-tree";
import { type Seal, sealFingerprint, signSeal } from "@/lib/audit/seal";
import { keyIdOf } from "@/lib/node-crypto/installation-secrets";
import type { Runtime } from "@/lib/runtime";
import { insertSeal, lastSeal, lockSeals, unsealedOrganizations } from "@/lib/store/audit-seals";
import { auditEventsFrom, auditHead, findAuditEvent } from "@/lib/store/audit-trail";
import { inOrganization, type OrganizationDb } from "@/lib/store/organization-db";

/** Events that one seal covers at most: what a transaction reads. What is left gets the next one. */
const MAX_RUN = 50_000;
const EVENTS_AT_A_TIME = 2_000;

/** Seals every trail that has grown since its last seal. One that can't be sealed doesn't keep the others from it. */
export async function sealAuditTrails(runtime: Runtime, signal?: AbortSignal): Promise<void> {
  for (const organizationId of await unsealedOrganizations(runtime.database)) {
    if (signal?.aborted === true) return;
    try {
      await sealTrail(runtime, organizationId);
    } catch (error) {
      runtime.log.error({ err: error, organizationId }, "an audit trail was not sealed");
    }
  }
}

/**
 * Seals the events of one organization since its last seal. Events that are not as they were chained are left unsealed
 * and said aloud: a seal would vouch for them. Each seal goes to the log as well, out of the database's reach.
 */
export async function sealTrail(runtime: Runtime, organizationId: string): Promise<void> {
  for (;;) {
    const outcome = await inOrganization(runtime.database, organizationId, (organization) =>
      sealRun(organization, runtime),
    );
    if (outcome.kind === "broken") {
      runtime.log.error({ organizationId, seq: outcome.seq }, "an audit trail is broken");
    }
    if (outcome.kind !== "sealed") return;
    const fingerprint = sealFingerprint(outcome.seal).toString("hex");
    runtime.log.info({ organizationId, ...sealJson(outcome.seal), fingerprint }, "sealed");
  }
}

type Outcome =
  | { readonly kind: "sealed"; readonly seal: Seal }
  | { readonly kind: "broken"; readonly seq: number }
  | { readonly kind: "nothing to seal" };

async function sealRun(organization: OrganizationDb, runtime: Runtime): Promise<Outcome> {
  const { organizationId } = organization;
  const sealedAt = await lockSeals(organization);
  const last = await lastSeal(organization);
  const head = await auditHead(organization);
  const lastSeq = last?.toSeq ?? 0;
  if (head === null || head.seq <= lastSeq) return { kind: "nothing to seal" };

  const toSeq = Math.min(head.seq, lastSeq + MAX_RUN);
  const before = lastSeq === 0 ? null : await findAuditEvent(organization, lastSeq);
  const chain = chainFollower({ seq: lastSeq, hash: before?.hash ?? BEFORE_THE_FIRST });
  const tree = merkleTree();
  for (let fromSeq = lastSeq + 1; fromSeq <= toSeq; fromSeq = lastSeq + tree.size + 1) {
    const limit = EVENTS_AT_A_TIME;
    const events = await auditEventsFrom(organization, { fromSeq, toSeq, limit });
    for (const event of events) {
      chain.follow(event);
      tree.add(event.hash);
    }
    if (chain.brokenAt !== null) return { kind: "broken", seq: chain.brokenAt };
    if (events.length === 0) return { kind: "broken", seq: fromSeq };
  }
  const { publicKey, privateKey } = runtime.secrets.auditKey;
  const seal = signSeal(
    {
      organizationId,
      fromSeq: lastSeq + 1,
      toSeq,
      root: tree.root(),
      previousSeal: last === null ? BEFORE_THE_FIRST : sealFingerprint(last),
      sealedAt,
      keyId: keyIdOf(publicKey),
    },
    privateKey,
  );
  await insertSeal(organization, seal);
  return { kind: "sealed", seal };
}

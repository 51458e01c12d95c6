import { BEFORE_THE_FIRST, chainFollower } from "@/lib/audit/chain";
import { merkleTree } from "@/lib/audit/merkle-tree";
import { isSealSigned, type Seal, sealFingerprint } from "@/lib/audit/seal";
import type { AuditState } from "@/lib/contract/audit";
import { keyIdOf } from "@/lib/node-crypto/installation-secrets";
import { lastSeal } from "@/lib/store/audit-seals";
import { auditEventsFrom, auditHead, findAuditEvent } from "@/lib/store/audit-trail";
import type { OrganizationDb } from "@/lib/store/organization-db";
import { type ServiceContext, withOrganization } from "../context";

/** Events that are read for one look at the page; a longer sealed run is left to `attestry audit verify`. */
const MAX_CHECKED = 2_000;

/**
 * Where the chain ends, how far it is sealed, and whether the last sealed run and everything after it is as it was
 * written. The whole trail is checked from an export, away from the server that it tells of.
 */
export function trailState(context: ServiceContext): Promise<AuditState> {
  return withOrganization(context, async (organization) => {
    const head = await auditHead(organization);
    const seal = await lastSeal(organization);
    const sealed = seal?.toSeq ?? 0;
    const end = await findAuditEvent(organization, head?.seq ?? 0);
    const { publicKey } = context.runtime.secrets.auditKey;
    const keyId = keyIdOf(publicKey);
    const isSealOfThisKey = seal !== null && Buffer.compare(seal.keyId, keyId) === 0;
    const brokenSeal = isSealOfThisKey && !isSealSigned(seal, publicKey) ? seal.toSeq : null;
    const { fromSeq, brokenAt } = await checkEnd(organization, { seal, head });
    const brokenFirst = brokenAt ?? brokenSeal;
    return {
      head: end === null ? null : { seq: end.seq, at: end.at.toISOString(), hash: hexOf(end.hash) },
      lastSeal: seal === null ? null : sealView(seal),
      unsealed: Math.max(0, (head?.seq ?? 0) - sealed),
      check: { fromSeq, intact: brokenFirst === null, brokenAt: brokenFirst },
      keyId: keyId.toString("hex"),
    };
  });
}

/** Follows the last sealed run, when it is short enough, and the newest events after it up to where the chain ends. */
async function checkEnd(
  organization: OrganizationDb,
  {
    seal,
    head,
  }: {
    readonly seal: Seal | null;
    readonly head: { readonly seq: number; readonly hash: Uint8Array } | null;
  },
): Promise<{ readonly fromSeq: number; readonly brokenAt: number | null }> {
  if (head === null) {
    // The trigger writes an event and the end of the chain together; a seal without an end has lost it.
    return { fromSeq: 1, brokenAt: seal === null ? null : seal.toSeq };
  }
  const afterSeal = (seal?.toSeq ?? 0) + 1;
  const runFits = seal !== null && head.seq - seal.fromSeq < MAX_CHECKED;
  const fromSeq = Math.max(runFits ? seal.fromSeq : afterSeal, head.seq - MAX_CHECKED + 1);
  const before = fromSeq === 1 ? null : await findAuditEvent(organization, fromSeq - 1);
  if (fromSeq > 1 && before === null) return { fromSeq, brokenAt: fromSeq - 1 };

  const chain = chainFollower({ seq: fromSeq - 1, hash: before?.hash ?? BEFORE_THE_FIRST });
  const tree = merkleTree();
  const limit = MAX_CHECKED;
  const events = await auditEventsFrom(organization, { fromSeq, toSeq: head.seq, limit });
  for (const event of events) {
    chain.follow(event);
    if (runFits && event.seq <= seal.toSeq) tree.add(event.hash);
  }
  const last = events.at(-1) ?? before;
  const endsRight = last?.seq === head.seq && Buffer.compare(last.hash, head.hash) === 0;
  const isRootRight = !runFits || Buffer.compare(tree.root(), seal.root) === 0;
  return {
    fromSeq,
    brokenAt: chain.brokenAt ?? (isRootRight ? (endsRight ? null : head.seq) : seal.toSeq),
  };
}

function sealView(seal: Seal): NonNullable<AuditState["lastSeal"]> {
  return {
    fromSeq: seal.fromSeq,
    toSeq: seal.toSeq,
    root: hexOf(seal.root),
    sealedAt: seal.sealedAt.toISOString(),
    keyId: hexOf(seal.keyId),
    fingerprint: sealFingerprint(seal).toString("hex"),
  };
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

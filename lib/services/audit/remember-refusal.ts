import { isMember } from "@/lib/access/actor";
import type { AuditOutcome } from "@/lib/contract/audit";
import type { ReasonCode } from "@/lib/rats/reason-codes";
import { appendAuditEvent } from "@/lib/store/audit";
import { auditActor, auditEvent } from "../change";
import { type ServiceContext, withOrganization } from "../context";

export interface Refusal {
  readonly outcome: Exclude<AuditOutcome, "success">;
  readonly reasonCode: ReasonCode;
  /** Of the address: which object it was about. */
  readonly params: Readonly<Record<string, string>>;
}

const MAX_PARAM = 200;

/**
 * What a known member was denied, or tried in vain, in a transaction of its own, since the one of the change was undone.
 * The answer is the same whether it could be written or not.
 */
export async function rememberRefusal(
  context: ServiceContext,
  { outcome, reasonCode, params }: Refusal,
): Promise<void> {
  const { actor, runtime, state } = context;
  if (!isMember(actor)) return;
  const { kind, id } = auditActor(actor);
  const place = `${kind} ${id} ${actor.organizationId}`;
  const row = state.refusalRows.take(place, runtime.now().getTime());
  if (row === null) return;
  const details = {
    ...Object.fromEntries(
      Object.entries(params).map(([name, value]) => [name, value.slice(0, MAX_PARAM)]),
    ),
    ...(row.leftOut === 0 ? {} : { furtherRefusals: row.leftOut }),
  };
  const event = auditEvent(context, { outcome, reasonCode, details, object: null });
  try {
    await withOrganization(context, (organization) => appendAuditEvent(organization, event));
  } catch (error) {
    const { requestId } = context;
    runtime.log.error({ err: error, requestId, reasonCode }, "a refusal left no audit event");
  }
}

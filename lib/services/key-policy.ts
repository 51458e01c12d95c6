import type { Actor } from "@/lib/access/actor";
import { requestedPolicySchema } from "@/lib/contract/verification";
import type { VerificationRequest } from "@/lib/rats/verification-request";

export type RequestedPolicy = NonNullable<VerificationRequest["policy"]>;

/**
 * The policy that is attached to a key, for what comes with it and names none; null without one.
 *
 * @throws ZodError for one that this version can't read: judging by the default instead could accept too much.
 */
export function keyPolicy(actor: Actor): RequestedPolicy | null {
  return actor.kind === "key" && actor.policy !== null
    ? requestedPolicySchema.parse(actor.policy)
    : null;
}

/** The request as it will be judged and kept: judging it again later asks for the same policy, whoever asks. */
export function withKeyPolicy(actor: Actor, request: VerificationRequest): VerificationRequest {
  const policy = request.policy === undefined ? keyPolicy(actor) : null;
  return policy === null ? request : { ...request, policy };
}

import { ok, type Result } from "@/lib/rats/result";
import { change } from "@/lib/services/change";
import type { ServiceContext } from "@/lib/services/context";
import { lockPerson } from "@/lib/store/people";
import { endSessionsOf } from "@/lib/store/sessions";
import { findSoleMember } from "./sole-member";

/**
 * Signs a member out everywhere, where a browser is lost or a session stolen. Failures: `NOT_FOUND`, `CONFLICT`,
 * `PERMISSION_DENIED`, `MEMBER_ELSEWHERE`.
 */
export function endMemberSessions(
  context: ServiceContext,
  personId: string,
): Promise<Result<{ ended: number }>> {
  return change(context, async (organization) => {
    await lockPerson(organization.db, personId);
    const member = await findSoleMember(context, organization, personId);
    if (!member.ok) return member;
    const ended = await endSessionsOf(organization.db, personId);
    const object = { kind: "member", id: personId, name: member.value.name };
    return ok({ value: { ended }, object, details: { ended } });
  });
}

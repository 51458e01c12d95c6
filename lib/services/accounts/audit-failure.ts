import type { Failure } from "@/lib/rats/result";
import { auditEvent } from "@/lib/services/change";
import type { ServiceContext } from "@/lib/services/context";
import { appendAuditEvent } from "@/lib/store/audit";
import { homeOrganizationId, inOrganization } from "@/lib/store/organization-db";

/** Whom a failed attempt was for. */
export interface Attempted {
  readonly email: string;
  /** Null when the e-mail has no account. */
  readonly person: { readonly id: string; readonly name: string } | null;
  /** In whose trail its success would be; default: the first organization's. */
  readonly organizationId?: string;
}

/**
 * A row for an attempt that failed. What was typed as the e-mail may be a password, so of one without an account only a
 * digest is kept, by which attempts for the same one are found.
 */
export async function auditFailure(
  context: ServiceContext,
  failure: Failure,
  { email, person, organizationId }: Attempted,
): Promise<void> {
  const { database, secrets } = context.runtime;
  const trail = organizationId ?? (await homeOrganizationId(database));
  const digest = secrets.subjectDigest(`e-mail/${email}`).toString("hex").slice(0, 16);
  await inOrganization(database, trail, (organization) =>
    appendAuditEvent(
      organization,
      auditEvent(context, {
        outcome: "failure",
        object: person === null ? null : { kind: "person", ...person },
        details: person === null ? { emailDigest: digest } : {},
        reasonCode: failure.code,
      }),
    ),
  );
}

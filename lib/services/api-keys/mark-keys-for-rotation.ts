import { DEFAULT_OVERLAP_HOURS } from "@/lib/contract/api-keys";
import { markKnownApiKeys } from "@/lib/store/api-keys";
import type { OrganizationDb } from "@/lib/store/organization-db";

/**
 * For whoever takes rights from a member, in the same transaction and after the membership was changed or removed: the
 * keys whose secrets that person knows are to be rotated, and end within the overlap window whether they are or not.
 * Answers how many there were.
 *
 * A key that the person is making at this moment is among them, or isn't made: making one holds the membership.
 */
export function markKeysForRotation(
  organization: OrganizationDb,
  { personId, reason }: { readonly personId: string; readonly reason: string },
): Promise<number> {
  return markKnownApiKeys(organization, { personId, reason, withinHours: DEFAULT_OVERLAP_HOURS });
}

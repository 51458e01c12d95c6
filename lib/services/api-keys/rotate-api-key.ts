import { v7 } from "uuid";
import type { NewApiKey, RotateApiKey } from "@/lib/contract/api-keys";
import { fail, ok, type Result } from "@/lib/rats/result";
import { type ApiKeyRow, findApiKey, lockApiKey, supersedeApiKey } from "@/lib/store/api-keys";
import { change } from "../change";
import type { ServiceContext } from "../context";
import { checkApiKey, holdMaker, scopesForKeys } from "./api-key-rules";
import { apiKeyState, auditedApiKey, contractApiKey } from "./api-key-view";
import { keepNewKey, suggestedExpiry } from "./create-api-key";
import { noSuchKey } from "./list-api-keys";

/**
 * Makes the one successor of a key, with its properties and a secret of its own; both work for the overlap. A key that has
 * expired may have a successor, too, and stays expired. Failures: `REQUEST_INVALID`, `NOT_FOUND`, `PERMISSION_DENIED`,
 * `CONFLICT` for a key that was revoked or has a successor.
 */
export async function rotateApiKey(
  context: ServiceContext,
  id: string,
  { overlapHours, expiresAt }: RotateApiKey,
): Promise<Result<NewApiKey>> {
  const checked = await checkApiKey(context, { expiresAt });
  if (!checked.ok) return checked;
  return change(context, async (organization) => {
    // The membership first, as in whatever takes rights away: two that wait for each other would never end.
    const found = await findApiKey(organization, id);
    if (found === null) return noSuchKey(id);
    const scopes = scopesForKeys(found.scopes);
    const maker = await holdMaker(context, organization, scopes);
    if (!maker.ok) return maker;
    const before = await lockApiKey(organization, id);
    if (before === null) return noSuchKey(id);
    if (before.revokedAt !== null) {
      return fail("CONFLICT", `The key ${before.prefix}… was revoked; make a new one.`);
    }
    if (before.replacedBy !== null) {
      return fail(
        "CONFLICT",
        `The key ${before.prefix}… was rotated before; rotate its successor.`,
      );
    }
    const { row, secret } = await keepNewKey(context, organization, {
      id: v7(),
      name: before.name,
      service: before.service,
      scopes,
      addresses: before.addresses,
      tags: before.tags,
      policy: before.policy,
      createdBy: maker.value.personId,
      expiresAt: successorExpiry(before, { asked: expiresAt, now: context.runtime.now() }),
    });
    await supersedeApiKey(organization, id, { successorId: row.id, overlapHours });
    const after = await findApiKey(organization, id);
    if (after === null) throw new Error("a key vanished while it was held");
    return ok({
      value: { ...contractApiKey(row), replaces: id, secret },
      object: auditedApiKey(after),
      before: apiKeyState(before),
      after: apiKeyState(after),
      details: { successor: row.id, successorPrefix: row.prefix, overlapHours },
    });
  });
}

const DAY_MS = 86_400_000;

/**
 * As long as the old one was made for. How long that was is not known any more where a demotion cut it short, nor where
 * less than a day is left of it: nobody makes a key for that.
 */
function successorExpiry(
  { createdAt, expiresAt, rotationDue }: ApiKeyRow,
  { asked, now }: { readonly asked: string | null | undefined; readonly now: Date },
): Date | null {
  if (asked !== undefined) return asked === null ? null : new Date(asked);
  if (expiresAt === null) return null;
  const lifetimeMs = expiresAt.getTime() - createdAt.getTime();
  return rotationDue !== null || lifetimeMs < DAY_MS
    ? suggestedExpiry(now)
    : new Date(now.getTime() + lifetimeMs);
}

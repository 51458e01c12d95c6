import type { ApiKey, UpdateApiKey } from "@/lib/contract/api-keys";
import { fail, ok, type Result } from "@/lib/rats/result";
import { type ApiKeyRow, lockApiKey, updateApiKey as updateStored } from "@/lib/store/api-keys";
import { change } from "../change";
import type { ServiceContext } from "../context";
import { checkApiKey } from "./api-key-rules";
import { apiKeyState, auditedApiKey, contractApiKey } from "./api-key-view";
import { noSuchKey } from "./list-api-keys";

/**
 * Changes what may change of a key that works. Its scopes stay: whoever holds the secret would gain by them. Failures:
 * `REQUEST_INVALID`, `POLICY_UNKNOWN`, `NOT_FOUND`, `CONFLICT` for a key that has ended.
 */
export async function updateApiKey(
  context: ServiceContext,
  id: string,
  asked: UpdateApiKey,
): Promise<Result<ApiKey>> {
  const checked = await checkApiKey(context, asked);
  if (!checked.ok) return checked;
  return change(context, async (organization) => {
    const before = await lockApiKey(organization, id);
    if (before === null) return noSuchKey(id);
    if (before.state === "revoked" || before.state === "expired") {
      return fail("CONFLICT", `The key ${before.prefix}… works no longer.`);
    }
    const expiresAt = asked.expiresAt === undefined ? undefined : new Date(asked.expiresAt);
    if (expiresAt !== undefined && !endsEarlier(expiresAt, before)) {
      return fail(
        "REQUEST_INVALID",
        "expected a moment before the key expires; rotate it for more time",
        "/expiresAt",
      );
    }
    const { name, networks, tags, policy } = asked;
    await updateStored(organization, id, { name, addresses: networks, tags, policy, expiresAt });
    const after = await lockApiKey(organization, id);
    if (after === null) throw new Error("a key vanished while it was held");
    return ok({
      value: contractApiKey(after),
      object: auditedApiKey(after),
      before: apiKeyState(before),
      after: apiKeyState(after),
      details: { changed: Object.keys(asked) },
    });
  });
}

function endsEarlier(moment: Date, { expiresAt }: ApiKeyRow): boolean {
  return expiresAt === null || moment < expiresAt;
}

import type { ApiKey } from "@/lib/contract/api-keys";
import { fail, ok, type Result } from "@/lib/rats/result";
import { findApiKey, lockApiKey, revokeApiKey as revokeStored } from "@/lib/store/api-keys";
import { change } from "../change";
import type { ServiceContext } from "../context";
import { apiKeyState, auditedApiKey, contractApiKey } from "./api-key-view";
import { noSuchKey } from "./list-api-keys";

/** Ends a key at once and for good; its successor, if it has one, goes on. Failures: `NOT_FOUND`, `CONFLICT`. */
export function revokeApiKey(context: ServiceContext, id: string): Promise<Result<ApiKey>> {
  return change(context, async (organization) => {
    const before = await lockApiKey(organization, id);
    if (before === null) return noSuchKey(id);
    if (before.revokedAt !== null) {
      return fail("CONFLICT", `The key ${before.prefix}… was revoked before.`);
    }
    await revokeStored(organization, id);
    const after = await findApiKey(organization, id);
    if (after === null) throw new Error("a key vanished while it was held");
    return ok({
      value: contractApiKey(after),
      object: auditedApiKey(after),
      before: apiKeyState(before),
      after: apiKeyState(after),
      details: { prefix: after.prefix },
    });
  });
}

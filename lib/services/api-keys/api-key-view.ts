import type { z } from "zod";
import type { AuditObject } from "@/lib/audit/audit-event";
import type { ApiKey, apiKeySchema } from "@/lib/contract/api-keys";
import type { ApiKeyRow } from "@/lib/store/api-keys";

export function contractApiKey(row: ApiKeyRow): ApiKey {
  return {
    id: row.id,
    name: row.name,
    service: row.service,
    prefix: row.prefix,
    state: row.state,
    scopes: [...row.scopes],
    networks: [...row.addresses],
    tags: [...row.tags],
    // Only what `createApiKey` and `updateApiKey` have checked is in the column.
    policy: row.policy as z.infer<typeof apiKeySchema>["policy"],
    createdBy: { id: row.createdBy, name: row.creatorName },
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
    rotationDue: row.rotationDue,
    replaces: row.replaces,
    replacedBy: row.replacedBy,
    lastUsed:
      row.lastUsedAt === null
        ? null
        : { at: row.lastUsedAt.toISOString(), address: row.lastUsedFrom },
  };
}

export function auditedApiKey({ id, name }: ApiKeyRow): AuditObject {
  return { kind: "api-key", id, name };
}

/** What the trail keeps the digest of: what people have decided about a key, neither its secret nor its use. */
export function apiKeyState(row: ApiKeyRow): Omit<ApiKey, "state" | "lastUsed"> {
  const { state: _state, lastUsed: _lastUsed, ...decided } = contractApiKey(row);
  return decided;
}

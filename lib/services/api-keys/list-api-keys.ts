import type { z } from "zod";
import type { ApiKey, ApiKeyList, apiKeyListQuerySchema } from "@/lib/contract/api-keys";
import { fail, ok, type Result } from "@/lib/rats/result";
import { findApiKey, listApiKeys as listStored } from "@/lib/store/api-keys";
import { readCursor, writeCursor } from "@/lib/store/cursor";
import { type ServiceContext, withOrganization } from "../context";
import { contractApiKey } from "./api-key-view";

/** A page of the keys, newest first. Failure: `REQUEST_INVALID` for a cursor that no page gave out. */
export async function listApiKeys(
  context: ServiceContext,
  { limit, cursor: text, ...filter }: z.infer<typeof apiKeyListQuerySchema>,
): Promise<Result<ApiKeyList>> {
  const cursor = text === undefined ? ok(null) : readCursor(text);
  if (!cursor.ok) return cursor;
  const rows = await withOrganization(context, (organization) =>
    listStored(organization, filter, { limit, cursor: cursor.value }),
  );
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return ok({
    items: items.map(contractApiKey),
    nextCursor: hasMore ? writeCursor({ receivedAt: last.createdAt, id: last.id }) : null,
  });
}

/** Failure: `NOT_FOUND`. */
export async function getApiKey(context: ServiceContext, id: string): Promise<Result<ApiKey>> {
  const row = await withOrganization(context, (organization) => findApiKey(organization, id));
  return row === null ? noSuchKey(id) : ok(contractApiKey(row));
}

export function noSuchKey(id: string) {
  return fail("NOT_FOUND", `There is no API key ${id}.`);
}

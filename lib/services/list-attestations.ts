import type { z } from "zod";
import type { AttestationList, attestationListQuerySchema } from "@/lib/contract/attestations";
import { ok, type Result } from "@/lib/rats/result";
import { listAttestations as listStored } from "@/lib/store/attestations";
import { readCursor, writeCursor, type Cursor } from "@/lib/store/cursor";
import { attestationItem } from "./attestation-view";
import { type ServiceContext, withOrganization } from "./context";

/** One page of the history. Failure: `REQUEST_INVALID` for a cursor that no page gave out. */
export async function listAttestations(
  context: ServiceContext,
  query: z.infer<typeof attestationListQuerySchema>,
): Promise<Result<AttestationList>> {
  const { limit, cursor: text, direction, ...filter } = query;
  const cursor = text === undefined ? ok(null) : readCursor(text);
  if (!cursor.ok) return cursor;
  const page = await withOrganization(context, (organization) =>
    listStored(organization, filter, { limit, cursor: cursor.value, direction }),
  );
  return ok({
    items: page.items.map(attestationItem),
    nextCursor: cursorText(page.older),
    previousCursor: cursorText(page.newer),
  });
}

function cursorText(cursor: Cursor | null): string | null {
  return cursor === null ? null : writeCursor(cursor);
}

import type { z } from "zod";
import type { searchQuerySchema, searchResultSchema } from "@/lib/contract/overview";
import { searchAttestations as searchStored } from "@/lib/store/search";
import { type ServiceContext, withOrganization } from "./context";

const MAX_HITS = 20;

/** What an id or the first digits of a digest lead to; other text finds nothing. */
export async function searchAttestations(
  context: ServiceContext,
  { q }: z.infer<typeof searchQuerySchema>,
): Promise<z.infer<typeof searchResultSchema>> {
  const hits = await withOrganization(context, (organization) =>
    searchStored(organization, q, MAX_HITS),
  );
  return { hits: hits.map((hit) => ({ ...hit, receivedAt: hit.receivedAt.toISOString() })) };
}

import type { Metadata } from "next";
import { ApiKeysView } from "@/components/api-keys/api-keys-view";
import { keyListQuery, readKeyListState } from "@/components/api-keys/key-list-state";
import { apiKeyListQuery } from "@/lib/client/api-keys";
import { apiKeyListQuerySchema } from "@/lib/contract/api-keys";
import { listApiKeys } from "@/lib/services/api-keys/list-api-keys";
import { Prefetched } from "../prefetched";
import type { PageAddress } from "../page-address";

export const metadata: Metadata = { title: "API keys" };

export default async function ApiKeysPage({ searchParams }: PageAddress) {
  const state = readKeyListState(await searchParams);
  const query = keyListQuery(state);
  return (
    <Prefetched
      permission="api-key:read"
      load={(client, context) =>
        client.prefetchQuery({
          ...apiKeyListQuery(query),
          queryFn: async () => {
            const page = await listApiKeys(context, apiKeyListQuerySchema.parse(query));
            // A cursor that no page gave out: the API says so to the browser, with its code.
            if (!page.ok) throw new Error(page.failure.code);
            return page.value;
          },
          retry: false,
        })
      }
    >
      <ApiKeysView state={state} />
    </Prefetched>
  );
}

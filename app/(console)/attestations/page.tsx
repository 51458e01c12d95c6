import type { Metadata } from "next";
import { AttestationsView } from "@/components/attestations/attestations-view";
import { listQuery, readListState } from "@/components/attestations/list-state";
import { attestationListQuery } from "@/lib/client/attestations";
import { attestationListQuerySchema } from "@/lib/contract/attestations";
import { listAttestations } from "@/lib/services/list-attestations";
import { Prefetched } from "../prefetched";
import type { PageAddress } from "../page-address";

export const metadata: Metadata = { title: "Attestations" };

export default async function AttestationsPage({ searchParams }: PageAddress) {
  const state = readListState(await searchParams);
  const query = listQuery(state);
  return (
    <Prefetched
      permission="attestation:read"
      load={(client, context) =>
        client.prefetchQuery({
          ...attestationListQuery(query),
          queryFn: async () => {
            const page = await listAttestations(context, attestationListQuerySchema.parse(query));
            // A cursor that no page gave out: the API says so to the browser, with its code.
            if (!page.ok) throw new Error(page.failure.code);
            return page.value;
          },
          retry: false,
        })
      }
    >
      <AttestationsView state={state} />
    </Prefetched>
  );
}

import type { Metadata } from "next";
import { AuditView } from "@/components/audit/audit-view";
import { readTrailAddress, trailQuery } from "@/components/audit/trail-address";
import { auditListQuery, auditStateQuery } from "@/lib/client/audit";
import { auditListQuerySchema } from "@/lib/contract/audit";
import { listTrail } from "@/lib/services/audit/read-trail";
import { trailState } from "@/lib/services/audit/trail-state";
import type { PageAddress } from "../page-address";
import { Prefetched } from "../prefetched";

export const metadata: Metadata = { title: "Audit trail" };

export default async function AuditPage({ searchParams }: PageAddress) {
  const address = readTrailAddress(await searchParams);
  const query = trailQuery(address);
  return (
    <Prefetched
      permission="audit:read"
      load={async (client, context) => {
        await client.prefetchQuery({
          ...auditListQuery(query),
          queryFn: () => listTrail(context, auditListQuerySchema.parse(query)),
          retry: false,
        });
        await client.prefetchQuery({
          ...auditStateQuery(),
          queryFn: () => trailState(context),
          retry: false,
        });
      }}
    >
      <AuditView address={address} />
    </Prefetched>
  );
}

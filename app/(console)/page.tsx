import type { Metadata } from "next";
import { z } from "zod";
import { Overview } from "@/components/overview/overview";
import { overviewQuery } from "@/lib/client/overview";
import { OVERVIEW_RANGES } from "@/lib/contract/overview";
import { getOverview } from "@/lib/services/get-overview";
import { Prefetched } from "./prefetched";
import type { PageAddress } from "./page-address";

export const metadata: Metadata = { title: "Overview" };

/** A link with another range shows the default one, not an error. */
const rangeSchema = z.enum(OVERVIEW_RANGES).catch("24h");

export default async function OverviewPage({ searchParams }: PageAddress) {
  const range = rangeSchema.parse((await searchParams).range);
  return (
    <Prefetched
      permission="attestation:read"
      load={(client, context) =>
        client.prefetchQuery({
          ...overviewQuery(range),
          queryFn: () => getOverview(context, { range }),
          retry: false,
        })
      }
    >
      <Overview range={range} />
    </Prefetched>
  );
}

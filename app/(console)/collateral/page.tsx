import type { Metadata } from "next";
import { CollateralView } from "@/components/collateral/collateral-view";
import { collateralListQuery } from "@/lib/client/collateral";
import { listCollateral } from "@/lib/services/collateral-list";
import { Prefetched } from "../prefetched";

export const metadata: Metadata = { title: "Collateral" };

export default function CollateralPage() {
  return (
    <Prefetched
      permission="collateral:read"
      load={(client, { runtime }) =>
        client.prefetchQuery({
          ...collateralListQuery(),
          queryFn: () => listCollateral(runtime),
          retry: false,
        })
      }
    >
      <CollateralView />
    </Prefetched>
  );
}

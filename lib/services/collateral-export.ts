import type { CollateralBundle } from "@/lib/contract/collateral";
import { currentCollateralBodies } from "@/lib/store/collateral";
import { endorsementKey } from "@/lib/trust/endorsement-source";
import type { CollateralContext } from "./collateral-context";

/** Everything that is current in the cache, as a file that `importCollateral` reads. */
export async function exportCollateral(
  context: Pick<CollateralContext, "database" | "now">,
): Promise<CollateralBundle> {
  const rows = await currentCollateralBodies(context.database.db);
  return {
    format: "attestry-collateral/1",
    exportedAt: context.now().toISOString(),
    items: rows.map((row) => ({
      key: endorsementKey(row.request),
      body: row.body,
      issuerChain: row.issuerChain,
      upstream: row.upstream,
      retrievedAt: row.retrievedAt.toISOString(),
    })),
  };
}

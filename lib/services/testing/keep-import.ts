import type { CollateralImport } from "@/lib/collateral/import-candidates";
import { appendCollateral } from "@/lib/store/collateral";
import type { CollateralContext } from "../collateral-context";
import { verifyImport, type VerifiedImport } from "../collateral-import";

/** What importing does to the cache, for nobody in particular: no organization, no audit trail. */
export async function keepImport(
  context: CollateralContext,
  file: CollateralImport,
): Promise<VerifiedImport["result"]> {
  const { good, result } = await verifyImport(context, file);
  await appendCollateral(context.database.db, good);
  return result;
}

import type { CollateralBundle } from "@/lib/contract/collateral";
import type { CollateralContext } from "./collateral-context";

/** Everything that is current in the cache, as a file that `importCollateral` reads. */
export function exportCollateral(_context: CollateralContext): Promise<CollateralBundle> {
  throw new Error("not written yet");
}

import type { z } from "zod";
import type { CollateralItem, collateralListSchema } from "@/lib/contract/collateral";
import type { CollateralContext } from "./collateral-context";

/** The whole cache: the current item of each key. */
export async function listCollateral(
  context: CollateralContext,
): Promise<z.infer<typeof collateralListSchema>> {
  return { items: [...(await collateralItems(context))], nextCursor: null };
}

/** The current item of each key with its state now; for the list and the overview. */
export function collateralItems(_context: CollateralContext): Promise<readonly CollateralItem[]> {
  throw new Error("not written yet");
}

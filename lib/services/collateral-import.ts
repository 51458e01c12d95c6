import type { z } from "zod";
import type {
  collateralImportResultSchema,
  collateralImportSchema,
} from "@/lib/contract/collateral";
import type { CollateralContext } from "./collateral-context";

/** Verifies each item of a file and keeps the good ones; the others are named with a reason. */
export function importCollateral(
  _context: CollateralContext,
  _body: z.infer<typeof collateralImportSchema>,
): Promise<z.infer<typeof collateralImportResultSchema>> {
  throw new Error("not written yet");
}

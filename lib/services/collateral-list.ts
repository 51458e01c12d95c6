import type { z } from "zod";
import type { CollateralItem, collateralListSchema } from "@/lib/contract/collateral";
import { currentCollateral, type CollateralRow } from "@/lib/store/collateral";
import type { CollateralContext } from "./collateral-context";
import { endorsementLabel } from "./endorsement-label";

const EXPIRES_SOON_MS = 7 * 24 * 60 * 60 * 1000;

type ListContext = Pick<CollateralContext, "database" | "now">;

/** The whole cache: the current item of each key. */
export async function listCollateral(
  context: ListContext,
): Promise<z.infer<typeof collateralListSchema>> {
  return { items: [...(await collateralItems(context))], nextCursor: null };
}

/** The current item of each key with its state now, ordered by key. */
export async function collateralItems(context: ListContext): Promise<readonly CollateralItem[]> {
  const now = context.now();
  return (await currentCollateral(context.database.db)).map((row) => toItem(row, now));
}

function toItem(row: CollateralRow, now: Date): CollateralItem {
  return {
    key: row.key,
    item: row.request.item,
    label: endorsementLabel(row.request),
    sha256: row.sha256,
    size: row.size,
    origin: row.origin,
    upstream: row.upstream,
    retrievedAt: row.retrievedAt.toISOString(),
    issuedAt: row.issuedAt.toISOString(),
    nextUpdate: row.nextUpdate.toISOString(),
    state: stateOf(row.nextUpdate, now),
    revision: row.revision,
  };
}

function stateOf(nextUpdate: Date, now: Date): CollateralItem["state"] {
  const left = nextUpdate.getTime() - now.getTime();
  if (left < 0) return "expired";
  return left < EXPIRES_SOON_MS ? "expiring" : "current";
}

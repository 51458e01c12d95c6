import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import type {
  CachedCollateral,
  CollateralCache,
  UpstreamState,
} from "@/lib/collateral/collateral-cache";

/** The pool, or a transaction. */
type Db = PgDatabase<PgQueryResultHKT, Record<string, unknown>>;

/** An item of the list: everything but the body. */
export type CollateralRow = Omit<CachedCollateral, "body" | "request"> & {
  readonly key: string;
  readonly size: number;
};

/** The cache port of `lib/collateral`, kept in the database. */
export function collateralStore(_db: Db): CollateralCache {
  throw new Error("not written yet");
}

/** The current item of each key, ordered by key. */
export function currentCollateral(_db: Db): Promise<readonly CollateralRow[]> {
  throw new Error("not written yet");
}

/** The current item of each key with its body. */
export function currentCollateralBodies(_db: Db): Promise<readonly CachedCollateral[]> {
  throw new Error("not written yet");
}

/** Every service that was ever asked, by host. */
export function listUpstreams(_db: Db): Promise<readonly UpstreamState[]> {
  throw new Error("not written yet");
}

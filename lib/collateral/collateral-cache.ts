import type { EndorsementRequest } from "@/lib/trust/endorsement-source";

/** What a cached item covers, without its body. */
export interface CollateralWindow {
  readonly id: string;
  readonly issuedAt: Date;
  readonly nextUpdate: Date;
}

/** An item whose signature and chain were verified before it was stored. */
export interface CachedCollateral extends CollateralWindow {
  readonly request: EndorsementRequest;
  /** Lower-case hex of the SHA-256 of the body. */
  readonly sha256: string;
  readonly body: string;
  readonly issuerChain: string | null;
  readonly origin: "fetched" | "imported";
  readonly upstream: string | null;
  readonly retrievedAt: Date;
  readonly revision: string | null;
}

export type NewCollateral = Omit<CachedCollateral, "id">;

/** The answer to "may I fetch this key?". */
export type FetchTurn =
  | { readonly kind: "mine" }
  /** Someone else, perhaps another process, fetches it just now. */
  | { readonly kind: "taken" }
  /** The last try failed and is not repeated for another `quietMs`. */
  | { readonly kind: "failed"; readonly failure: string; readonly quietMs: number };

export interface UpstreamState {
  readonly host: string;
  readonly reachable: boolean;
  /** Since when it has been so. */
  readonly since: Date;
  readonly detail: string | null;
}

/** Where fetched and imported collateral is kept; `lib/store/collateral.ts` keeps it in the database. */
export interface CollateralCache {
  /** Newest issue first. */
  windows(key: string): Promise<readonly CollateralWindow[]>;
  read(id: string): Promise<CachedCollateral | null>;
  append(items: readonly NewCollateral[]): Promise<void>;
  /** The lease ends by itself after `leaseMs`, so that a process that died holds nobody up. */
  takeTurn(turn: {
    readonly key: string;
    readonly holder: string;
    readonly leaseMs: number;
  }): Promise<FetchTurn>;
  /** Gives the turn back; with a failure, nobody tries again for `quietMs`. */
  endTurn(turn: {
    readonly key: string;
    readonly holder: string;
    readonly failure: { readonly detail: string; readonly quietMs: number } | null;
  }): Promise<void>;
  recordUpstream(state: Omit<UpstreamState, "since"> & { readonly at: Date }): Promise<void>;
}

import type { EndorsementRequest } from "@/lib/trust/endorsement-source";

export type UpstreamProblem =
  /** No connection, or no whole answer in time. */
  | "unreachable"
  /** It asked to be left alone for a while. */
  | "throttled"
  /** It answered that something is wrong on its side. */
  | "failing"
  /** It answered that it has no such thing. */
  | "unknown"
  /** It answered, with something that can't be used. */
  | "refused";

export type UpstreamAnswer =
  | {
      readonly ok: true;
      readonly host: string;
      readonly body: string;
      readonly issuerChain: string | null;
    }
  | {
      readonly ok: false;
      readonly host: string;
      readonly problem: UpstreamProblem;
      /** For people; names the host. */
      readonly detail: string;
      readonly retryAfterMs: number | null;
    };

/** A service that hands out collateral. It never throws: whatever goes wrong is an answer. */
export interface CollateralUpstream {
  /** Longest time that one `fetchItem` takes, with all its tries. */
  readonly maxFetchMs: number;
  /**
   * Where this item would be asked for (Intel keeps the root CRL on another host than the rest); null when this service
   * hands out no such item, and then it is not asked.
   */
  hostFor(request: EndorsementRequest): string | null;
  fetchItem(request: EndorsementRequest): Promise<UpstreamAnswer>;
}

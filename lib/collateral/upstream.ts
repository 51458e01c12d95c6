import type { EndorsementRequest } from "@/lib/trust/endorsement-source";

export type UpstreamProblem =
  /** No connection, no answer in time, or an answer of the 500 kind. */
  | "unreachable"
  /** It asked to be left alone for a while. */
  | "throttled"
  /** It answered that it has no such thing. */
  | "unknown"
  /** It answered, with something that can't be used. */
  | "refused";

export type UpstreamAnswer =
  | { readonly ok: true; readonly body: string; readonly issuerChain: string | null }
  | {
      readonly ok: false;
      readonly problem: UpstreamProblem;
      /** A sentence that names the host. */
      readonly detail: string;
      readonly retryAfterMs: number | null;
    };

/** A service that hands out collateral. It never throws: whatever goes wrong is an answer. */
export interface CollateralUpstream {
  readonly host: string;
  fetchItem(request: EndorsementRequest): Promise<UpstreamAnswer>;
}

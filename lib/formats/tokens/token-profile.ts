import type { JwsAlgorithm } from "@/lib/formats/jws/algorithms";
import type { AnchorUsage } from "@/lib/trust/trust-anchors";

/** What one service's tokens must look like; fixed by the kind of token, never by the token. */
export interface TokenProfile {
  /** For people: "Google Confidential Space". */
  readonly service: string;
  readonly usage: AnchorUsage;
  /** The whole list. A policy can make it shorter, never longer. */
  readonly algorithms: readonly JwsAlgorithm[];
  /** Issuers of this service that are the same for everybody. */
  readonly issuers: readonly string[];
  /**
   * The form of issuers that belong to customers: anybody can have one, so one that nobody pinned is a warning at best.
   * Without it, only `issuers` and those that a policy names are accepted.
   */
  readonly customerIssuer?: RegExp;
  /** May the key come as a certificate chain in the token's header? It must then end at an anchor. */
  readonly allowsChainInHeader: boolean;
}

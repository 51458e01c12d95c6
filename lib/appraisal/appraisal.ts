import type { ContentCache } from "@/lib/crypto/content-cache";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import type { SchemaPort } from "@/lib/formats/json-schema/schema-port";
import type { AttestationResult, SubmoduleResult } from "@/lib/rats/attestation-result";
import type { EndorsementItem, EndorsementSource } from "@/lib/trust/endorsement-source";

/** Everything that an appraisal may reach outside its arguments. */
export interface AppraisalContext {
  readonly crypto: CryptoPort;
  readonly cache: ContentCache;
  /** Absent in a browser, where schemas can't be compiled: a commitment's form is not checked there. */
  readonly schemas?: SchemaPort;
  /** Asked only for what the request did not bring. */
  readonly endorsements: EndorsementSource;
  /** The moment to judge at when the request names none. */
  readonly now: Date;
  /** Milliseconds of a monotonic clock, for `timings`; absent: 0. */
  readonly elapsedMs?: () => number;
}

/** A result together with what it stands on, so that it can be reproduced. */
export interface Appraisal {
  readonly result: AttestationResult;
  /** Out of its wrappings: the bytes that were judged, and that the digest is of. */
  readonly evidence: Uint8Array;
  /** Further pieces that the request brought along, in its order. */
  readonly companions: readonly AppraisedCompanion[];
  /** Endorsements that were looked at, whether they came with the request or from the source. */
  readonly endorsements: readonly EndorsementItem[];
}

export interface AppraisedCompanion {
  readonly name: string;
  readonly evidence: Uint8Array;
  readonly result: SubmoduleResult | null;
}

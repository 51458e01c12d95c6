import type { Check, Reason } from "./check";
import type { Claims } from "./claims";
import type { EvidenceType } from "./evidence-type";
import type { TcbStatus } from "./tcb-status";
import type { Assurance, Verdict } from "./verdict";

export interface ChainCertificate {
  readonly subject: string;
  readonly issuer: string;
  /** Lower-case hex without leading zeros. */
  readonly serial: string;
  readonly notBefore: string;
  readonly notAfter: string;
  /** SHA-256 of the DER, hex. */
  readonly sha256: string;
}

export interface TcbSummary {
  readonly status: TcbStatus | null;
  readonly date: string | null;
  readonly advisoryIds: readonly string[];
  readonly evaluationDataNumber: number | null;
  /** Status of each part that was judged: `platform`, `qe`, `tdxModule`. */
  readonly components: Readonly<Record<string, TcbStatus>>;
}

/** How the bytes were read: `version`, `tdx` ("1.0" or "1.5"), `certificationDataType`, `trailingBytes` … */
export type EvidenceFormat = Readonly<Record<string, string | number | boolean>>;

/** The attestation result of the outer contract, section 3. */
export interface AttestationResult {
  readonly verdict: Verdict;
  readonly evidenceType: EvidenceType;
  readonly format: EvidenceFormat;
  readonly assurance: Assurance;
  readonly simulated: boolean;
  /** RFC 3339 UTC: the moment that everything was judged at. */
  readonly verifiedAt: string;
  readonly policy: { readonly name: string; readonly digest: string };
  /** `sha256:…` of the evidence bytes. */
  readonly evidenceDigest: string;
  /** `null` when the evidence could not be read. `claimsVerified` false: shown to people, never relied upon. */
  readonly claims: Claims | null;
  readonly claimsVerified: boolean;
  readonly tcb: TcbSummary | null;
  readonly checks: readonly Check[];
  readonly reasons: readonly Reason[];
  readonly chain: readonly ChainCertificate[];
  /** One sentence for people. */
  readonly summary: string;
  readonly timings: { readonly totalMs: number };
}

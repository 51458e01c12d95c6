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

/** What the bytes were taken for, and why: said even when the request named the type. */
export interface Detection {
  /** `request` when the request named the type, `content` when the bytes decided. */
  readonly by: "request" | "content";
  /** What the evidence was wrapped in, outermost first: `base64`, `json: dstack SDK`. Empty for raw evidence. */
  readonly wrappings: readonly string[];
  /** A sentence for people. */
  readonly because: string;
}

/** One piece of composite evidence, judged on its own. RFC 9334 section 3.3; names as in EAT `submods`: `cpu0`, `gpu0`. */
export interface SubmoduleResult {
  readonly name: string;
  readonly verdict: Verdict;
  readonly evidenceType: EvidenceType;
  readonly format: EvidenceFormat;
  readonly assurance: Assurance;
  readonly simulated: boolean;
  /** `sha256:…` of the piece; null when it has no bytes of its own. */
  readonly evidenceDigest: string | null;
  /** How it is tied to the whole, for people; null when nothing ties it. */
  readonly binding: string | null;
  readonly claims: Claims | null;
  readonly claimsVerified: boolean;
  readonly tcb: TcbSummary | null;
  readonly checks: readonly Check[];
  readonly reasons: readonly Reason[];
  readonly chain: readonly ChainCertificate[];
  readonly summary: string;
  readonly submodules: readonly SubmoduleResult[];
}

/** The attestation result of the outer contract, section 3. */
export interface AttestationResult {
  readonly verdict: Verdict;
  readonly evidenceType: EvidenceType;
  readonly detection: Detection;
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
  /** The pieces of composite evidence; the verdict above is the worst of all. */
  readonly submodules: readonly SubmoduleResult[];
  /** One sentence for people. */
  readonly summary: string;
  readonly timings: { readonly totalMs: number };
}

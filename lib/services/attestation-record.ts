import type { Appraisal } from "@/lib/appraisal/appraisal";
import type { AttestationResult } from "@/lib/rats/attestation-result";
import { fail, ok, type Result } from "@/lib/rats/result";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import type {
  IdempotencyClaim,
  NewAttestation,
  PrimaryMeasurement,
  StoredRequest,
} from "@/lib/store/attestation-record";
import { newAttestationId } from "@/lib/store/attestations";
import type { ServiceContext } from "./context";
import { usedMaterial } from "./used-endorsements";

interface Keeping {
  readonly request: VerificationRequest;
  readonly appraisal: Appraisal;
  readonly receivedAt: Date;
  readonly reverifies: string | null;
  readonly claim: IdempotencyClaim | null;
}

/** The record of one judgement. */
export function attestationRecord(context: ServiceContext, keeping: Keeping): NewAttestation {
  const { request, appraisal, claim } = keeping;
  const { endorsements, contents } = usedMaterial({
    request,
    detection: appraisal.result.detection,
    items: appraisal.endorsements,
    contentOf: context.state.contentOf,
  });
  const result = storable(appraisal.result);
  return {
    id: newAttestationId(),
    receivedAt: keeping.receivedAt,
    result,
    request: requestWithoutBodies(request),
    evidence: appraisal.evidence,
    measurement: primaryMeasurement(result),
    endorsements,
    contents,
    reverifies: keeping.reverifies,
    ...(claim === null ? {} : { idempotency: claim }),
  };
}

/**
 * The measurement that names the workload: the guest's, the enclave's or the image's; otherwise the first that the claims
 * name, or those of the parts.
 */
function primaryMeasurement({
  claims,
  submodules,
}: Pick<AttestationResult, "claims" | "submodules">): PrimaryMeasurement {
  const measurements = claims?.measurements ?? {};
  for (const name of [...NAMING_MEASUREMENTS, ...Object.keys(measurements)]) {
    const value = measurements[name];
    if (value !== undefined && /[^0]/.test(value)) return { name, value };
  }
  for (const part of submodules) {
    const found = primaryMeasurement(part);
    if (found !== null) return found;
  }
  return null;
}

/** Each kind of evidence has at most one of these. */
const NAMING_MEASUREMENTS = ["mrtd", "mrenclave", "measurement", "imageDigest", "rim", "pcr0"];

/** What the row keeps of a request: bodies lie under their digests. */
function requestWithoutBodies(request: VerificationRequest): StoredRequest {
  const {
    evidence: _evidence,
    endorsements: _endorsements,
    eventLog: _eventLog,
    submodules: _submodules,
    ...rest
  } = request;
  // The contract's type differs from the core's in `readonly` only.
  return rest as StoredRequest;
}

/**
 * PostgreSQL's jsonb holds neither U+0000 nor half a surrogate pair. A request that demands such text could not be
 * judged again, so it is refused before anything is judged. Failure: `REQUEST_INVALID`.
 */
export function checkStorable(request: VerificationRequest): Result<null> {
  return hasUnstorableText(requestWithoutBodies(request))
    ? fail("REQUEST_INVALID", "Text with U+0000 or half a surrogate pair can't be kept.")
    : ok(null);
}

/** U+0000, and surrogates that are not half of a pair: with `u`, pairs are one code point and do not match. */
const UNSTORABLE = /[\0\p{Surrogate}]/gu;
/** True for all of those, and for pairs; a quarter of the time, and nearly every text ends here. */
const SUSPICIOUS = /[\0\ud800-\udfff]/;

/** The same limits for what hostile evidence carries: its certificates' names, say. Replaced in what is kept. */
function storable(result: AttestationResult): AttestationResult {
  if (!hasUnstorableText(result)) return result;
  const clean: AttestationResult = JSON.parse(JSON.stringify(result), (_key, member: unknown) =>
    typeof member === "string" ? storableText(member) : member,
  );
  return clean;
}

function storableText(text: string): string {
  return text.replace(UNSTORABLE, "\ufffd");
}

function hasUnstorableText(value: unknown): boolean {
  if (typeof value === "string") return SUSPICIOUS.test(value) && value.search(UNSTORABLE) !== -1;
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return value.some(hasUnstorableText);
  return Object.entries(value).some(
    ([key, member]) => hasUnstorableText(key) || hasUnstorableText(member),
  );
}

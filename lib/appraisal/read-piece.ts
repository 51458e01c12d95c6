import { fromBase64 } from "@/lib/bytes/base64";
import { utf8Bytes } from "@/lib/bytes/text";
import { EVIDENCE_SCHEMES } from "@/lib/evidence/registry";
import type { EvidenceScheme } from "@/lib/evidence/scheme";
import { unwrapEvidence, type UnwrappedEvidence } from "@/lib/evidence/unwrap/unwrap-evidence";
import type { Detection } from "@/lib/rats/attestation-result";
import type { Endorsements } from "@/lib/rats/endorsements";
import type { EvidenceType } from "@/lib/rats/evidence-type";
import { fail, ok, type Result } from "@/lib/rats/result";
import {
  MAX_EVENT_LOG_BYTES,
  MAX_EVIDENCE_BYTES,
  type SubmoduleRequest,
} from "@/lib/rats/verification-request";

/** The part of a request that speaks of one piece of evidence. */
export type PieceRequest = Omit<SubmoduleRequest, "name">;

/** A piece of evidence out of its wrappings, and the kind that it is. Nothing of it is read yet. */
export interface ReadPiece {
  readonly bytes: Uint8Array;
  readonly scheme: EvidenceScheme;
  readonly detection: Detection;
  readonly eventLog: Uint8Array | null;
  readonly endorsements: Endorsements;
}

export function readPiece(request: PieceRequest): Result<ReadPiece> {
  const eventLog = readEventLog(request);
  if (!eventLog.ok) return eventLog;
  const found = findPiece(readEvidence(request), request.evidenceType);
  if (!found.ok) return found;
  const { scheme, unwrapped, detection } = found.value;
  return ok({
    bytes: unwrapped.evidence,
    scheme,
    detection,
    eventLog: eventLog.value ?? unwrapped.eventLog,
    endorsements: merged(unwrapped.endorsements, request.endorsements ?? {}),
  });
}

/** What the request says counts, member by member; what a tool wrote beside the evidence fills in the rest. */
function merged(beside: Endorsements, given: Endorsements): Endorsements {
  const { intel, amd, tpm } = given;
  return {
    ...beside,
    ...given,
    ...(beside.intel || intel ? { intel: { ...beside.intel, ...intel } } : {}),
    ...(beside.amd || amd ? { amd: { ...beside.amd, ...amd } } : {}),
    ...(beside.tpm || tpm ? { tpm: { ...beside.tpm, ...tpm } } : {}),
  };
}

/** The kind that unwrapped bytes are, or are said to be, and why. */
export function findPiece(
  unwrapping: Result<UnwrappedEvidence>,
  asked: EvidenceType | undefined,
): Result<Pick<ReadPiece, "scheme" | "detection"> & { readonly unwrapped: UnwrappedEvidence }> {
  if (!unwrapping.ok) return unwrapping;
  const unwrapped = unwrapping.value;
  const { evidence, wrappings, evidenceType } = unwrapped;
  if (evidence.length > MAX_EVIDENCE_BYTES) return tooLarge("evidence");
  const scheme = schemeFor(asked ?? evidenceType);
  if (scheme === undefined) {
    return fail("EVIDENCE_TYPE_UNSUPPORTED", `${asked ?? ""} is not judged by this version`);
  }
  const isNamed = asked !== undefined;
  const because = reasonOf({ scheme, wrappings, isNamed, evidenceType });
  const detection: Detection = { by: isNamed ? "request" : "content", wrappings, because };
  return ok({ scheme, detection, unwrapped });
}

function schemeFor(evidenceType: EvidenceType | null): EvidenceScheme | undefined {
  return EVIDENCE_SCHEMES.find((scheme) => scheme.evidenceType === evidenceType);
}

function reasonOf(given: {
  readonly scheme: EvidenceScheme;
  readonly wrappings: readonly string[];
  readonly isNamed: boolean;
  readonly evidenceType: EvidenceType | null;
}): string {
  const { scheme, wrappings, isNamed, evidenceType } = given;
  const within = wrappings.length === 0 ? "" : `, out of ${wrappings.join(" in ")}`;
  if (evidenceType === null) {
    return `the request names the type; the bytes do not look like ${scheme.kindName}${within}`;
  }
  const seen = `the bytes have the form of ${scheme.kindName} and of nothing else that is known`;
  return isNamed ? `the request names the type${within}` : `${seen}${within}`;
}

const COMPACT_JWT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*$/;

/**
 * Standard base64 or a compact JWT, whose own text is the evidence: the outer form is strict. What the bytes are wrapped
 * in is what tools wrote, and is taken off.
 */
function readEvidence({ evidence, evidenceType }: PieceRequest): Result<UnwrappedEvidence> {
  if (evidence.length > (MAX_EVIDENCE_BYTES * 4) / 3 + 4) return tooLarge("evidence");
  const isToken = evidence.includes(".") && COMPACT_JWT.test(evidence);
  const bytes = isToken ? utf8Bytes(evidence) : fromBase64(evidence);
  if (bytes === null) {
    const detail = "the evidence is neither standard base64 nor a compact JWT";
    return fail("EVIDENCE_UNRECOGNISED", detail, "/evidence");
  }
  return unwrapEvidence(bytes, evidenceType);
}

function readEventLog({ eventLog }: PieceRequest): Result<Uint8Array | null> {
  if (eventLog === undefined) return ok(null);
  if (eventLog.length > (MAX_EVENT_LOG_BYTES * 4) / 3 + 4) return tooLarge("event log");
  const bytes = fromBase64(eventLog);
  if (bytes === null) {
    return fail("REQUEST_INVALID", "the event log is not standard base64", "/eventLog");
  }
  return bytes.length > MAX_EVENT_LOG_BYTES ? tooLarge("event log") : ok(bytes);
}

function tooLarge(what: "evidence" | "event log") {
  const limit = what === "evidence" ? MAX_EVIDENCE_BYTES : MAX_EVENT_LOG_BYTES;
  return fail("EVIDENCE_TOO_LARGE", `the ${what} may have ${limit} bytes`);
}

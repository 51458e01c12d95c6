import { fromBase64 } from "@/lib/bytes/base64";
import { utf8Bytes } from "@/lib/bytes/text";
import { detectScheme, schemeFor } from "@/lib/evidence/registry";
import type { EvidenceScheme } from "@/lib/evidence/scheme";
import type { Detection } from "@/lib/rats/attestation-result";
import type { Endorsements } from "@/lib/rats/endorsements";
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
  const given = readEvidence(request);
  if (!given.ok) return given;
  const eventLog = readEventLog(request);
  if (!eventLog.ok) return eventLog;
  const bytes = given.value;
  const scheme = findScheme(bytes, request);
  if (!scheme.ok) return scheme;
  return ok({
    bytes,
    scheme: scheme.value,
    detection: {
      by: request.evidenceType === undefined ? "content" : "request",
      wrappings: [],
      because:
        request.evidenceType === undefined
          ? `${bytes.length} bytes that begin as ${scheme.value.kindName} does`
          : "the request names the type",
    },
    eventLog: eventLog.value,
    endorsements: request.endorsements ?? {},
  });
}

const COMPACT_JWT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*$/;

/** Standard base64 of raw bytes, or a compact JWT, whose own text is the evidence. */
function readEvidence({ evidence }: PieceRequest): Result<Uint8Array> {
  if (evidence.length > (MAX_EVIDENCE_BYTES * 4) / 3 + 4) return tooLarge("evidence");
  const isToken = evidence.includes(".") && COMPACT_JWT.test(evidence);
  const bytes = isToken ? utf8Bytes(evidence) : fromBase64(evidence);
  if (bytes === null) {
    const detail = "the evidence is neither standard base64 nor a compact JWT";
    return fail("EVIDENCE_UNRECOGNISED", detail, "/evidence");
  }
  return bytes.length > MAX_EVIDENCE_BYTES ? tooLarge("evidence") : ok(bytes);
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

function findScheme(bytes: Uint8Array, { evidenceType }: PieceRequest): Result<EvidenceScheme> {
  if (evidenceType !== undefined) {
    const scheme = schemeFor(evidenceType);
    return scheme
      ? ok(scheme)
      : fail("EVIDENCE_TYPE_UNSUPPORTED", `${evidenceType} is not judged by this version`);
  }
  const detected = detectScheme(bytes);
  return detected
    ? ok(detected)
    : fail("EVIDENCE_UNRECOGNISED", `${bytes.length} bytes that no known format begins with`);
}

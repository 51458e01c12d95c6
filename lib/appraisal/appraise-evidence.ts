import { fromBase64 } from "@/lib/bytes/base64";
import { toHex } from "@/lib/bytes/hex";
import { utf8Bytes } from "@/lib/bytes/text";
import { detectScheme, schemeFor } from "@/lib/evidence/registry";
import type { EvidenceScheme, OpenedEvidence, Verification } from "@/lib/evidence/scheme";
import { evaluatePolicy } from "@/lib/policy/evaluate-policy";
import { resolvePolicy, type ResolvedPolicy } from "@/lib/policy/resolve-policy";
import type { AttestationResult } from "@/lib/rats/attestation-result";
import type { Check } from "@/lib/rats/check";
import { checkOf } from "@/lib/rats/make-check";
import { fail, ok, type Failure, type Result } from "@/lib/rats/result";
import {
  MAX_EVENT_LOG_BYTES,
  MAX_EVIDENCE_BYTES,
  type VerificationRequest,
} from "@/lib/rats/verification-request";
import type { Assurance } from "@/lib/rats/verdict";
import { BUILT_IN_ANCHORS, type TrustAnchor } from "@/lib/trust/trust-anchors";
import { collectReasons, concludeVerdict, inOrderOfTrust } from "@/lib/verify/conclude";
import { checkFreshness } from "@/lib/verify/freshness";
import { gatherEndorsements } from "@/lib/verify/gather-endorsements";
import { summarise } from "@/lib/verify/summary";
import { markVerified } from "@/lib/verify/verified";
import { readPemChain } from "@/lib/x509/pem";
import type { Appraisal, AppraisalContext } from "./appraisal";

/**
 * From a request to a result: the one function behind the command line and both API calls.
 *
 * A failed `Result` means that there is nothing to judge (not evidence, no such policy). Evidence that is broken,
 * forged or merely too old is a result with its checks, because a rejection is worth keeping and reading.
 */
export async function appraiseEvidence(
  request: VerificationRequest,
  context: AppraisalContext,
): Promise<Result<Appraisal>> {
  const elapsedMs = context.elapsedMs ?? (() => 0);
  const startedMs = elapsedMs();
  const evidence = readEvidence(request);
  if (!evidence.ok) return evidence;
  const scheme = findScheme(evidence.value, request);
  if (!scheme.ok) return scheme;
  const policy = await resolvePolicy(request.policy, context);
  if (!policy.ok) return policy;
  const anchors = await readAnchors(request.trustAnchors, context);
  if (!anchors.ok) return anchors;
  const at = request.verifyAt === undefined ? context.now : new Date(request.verifyAt);
  if (Number.isNaN(at.getTime())) {
    return fail("REQUEST_INVALID", "verifyAt is not a date and time", "/verifyAt");
  }

  const bytes = evidence.value;
  const digest = toHex(await context.crypto.digest("SHA-256", bytes));
  const common = {
    evidenceType: scheme.value.evidenceType,
    verifiedAt: at.toISOString(),
    policy: { name: policy.value.name, digest: policy.value.digest },
    evidenceDigest: `sha256:${digest}`,
  };
  const timings = () => ({ totalMs: Math.round((elapsedMs() - startedMs) * 1000) / 1000 });
  /** The verdict first: it is what a reader of the JSON looks for. */
  const complete = ({ verdict, ...rest }: ResultBody): AttestationResult => ({
    verdict,
    ...common,
    ...rest,
    timings: timings(),
  });
  const opened = scheme.value.open(bytes);
  if (!opened.ok) {
    const result = unreadableResult(opened.failure, scheme.value);
    return ok({
      evidence: bytes,
      endorsements: [],
      result: complete(result),
    });
  }
  const judged = await judge({
    opened: opened.value,
    request,
    context,
    policy: policy.value,
    anchors: anchors.value,
    at,
  });
  return ok({
    evidence: bytes,
    endorsements: judged.endorsements,
    result: complete(judged.result),
  });
}

const COMPACT_JWT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*$/;

/** Standard base64 of raw bytes, or a compact JWT, whose own text is the evidence. */
function readEvidence({ evidence, eventLog }: VerificationRequest): Result<Uint8Array> {
  const tooLarge = (what: string, limit: number) =>
    fail("EVIDENCE_TOO_LARGE", `${what} may have ${limit} bytes`);
  if (evidence.length > (MAX_EVIDENCE_BYTES * 4) / 3 + 4) {
    return tooLarge("the evidence", MAX_EVIDENCE_BYTES);
  }
  if (eventLog !== undefined && eventLog.length > (MAX_EVENT_LOG_BYTES * 4) / 3 + 4) {
    return tooLarge("an event log", MAX_EVENT_LOG_BYTES);
  }
  if (eventLog !== undefined && fromBase64(eventLog) === null) {
    return fail("REQUEST_INVALID", "the event log is not standard base64", "/eventLog");
  }
  const isToken = evidence.includes(".") && COMPACT_JWT.test(evidence);
  const bytes = isToken ? utf8Bytes(evidence) : fromBase64(evidence);
  if (bytes === null) {
    return fail(
      "EVIDENCE_UNRECOGNISED",
      "the evidence is neither standard base64 nor a compact JWT",
      "/evidence",
    );
  }
  return bytes.length > MAX_EVIDENCE_BYTES
    ? tooLarge("the evidence", MAX_EVIDENCE_BYTES)
    : ok(bytes);
}

function findScheme(
  bytes: Uint8Array,
  { evidenceType }: VerificationRequest,
): Result<EvidenceScheme> {
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

async function readAnchors(
  given: readonly string[] | undefined,
  { crypto }: AppraisalContext,
): Promise<Result<readonly TrustAnchor[]>> {
  if (given === undefined) return ok(BUILT_IN_ANCHORS);
  const anchors: TrustAnchor[] = [];
  for (const [index, pem] of given.entries()) {
    const blocks = readPemChain(pem, "REQUEST_INVALID");
    if (!blocks.ok || blocks.value.length === 0) {
      return fail("REQUEST_INVALID", "not a PEM certificate", `/trustAnchors/${index}`);
    }
    for (const der of blocks.value) {
      const sha256 = toHex(await crypto.digest("SHA-256", der));
      const builtIn = BUILT_IN_ANCHORS.find((anchor) => anchor.sha256 === sha256);
      anchors.push(builtIn ?? { name: "given with the request", sha256, origin: "given" });
    }
  }
  return ok(anchors);
}

type ResultBody = Omit<
  AttestationResult,
  "evidenceType" | "verifiedAt" | "policy" | "evidenceDigest" | "timings"
>;

/** Evidence that can't be read to its end fails one check: the one that names the field. */
function unreadableResult(failure: Failure, scheme: EvidenceScheme): ResultBody {
  const check = checkOf.fail(
    { id: `format.${failure.at ?? "structure"}`, group: "format", title: "Evidence can be read" },
    failure.code,
    { detail: failure.detail },
  );
  const reasons = collectReasons([check]);
  return {
    verdict: "contraindicated",
    format: {},
    assurance: "vendor-signed",
    simulated: false,
    claims: null,
    claimsVerified: false,
    tcb: null,
    checks: [check],
    reasons,
    chain: [],
    summary: `This can't be read as ${scheme.evidenceType}: ${failure.detail}.`,
  };
}

interface JudgeInput {
  readonly opened: OpenedEvidence;
  readonly request: VerificationRequest;
  readonly context: AppraisalContext;
  readonly policy: ResolvedPolicy;
  readonly anchors: readonly TrustAnchor[];
  readonly at: Date;
}

async function judge(
  input: JudgeInput,
): Promise<{ result: ResultBody; endorsements: Appraisal["endorsements"] }> {
  const { opened, request, context, policy, anchors, at } = input;
  const { rules } = policy;
  const endorsements = request.endorsements ?? {};
  const prepared = await opened.prepare(context, { endorsements, rules });
  const items = await gatherEndorsements({
    required: prepared.requiredEndorsements,
    endorsements,
    source: context.endorsements,
    at,
  });
  const verification = await prepared.verify({ items, anchors, at: at.getTime(), rules });
  const assurance = assuranceOf(verification);
  const freshness = await checkFreshness({
    crypto: context.crypto,
    rules,
    expected: request.expected ?? {},
    reportData: opened.reportData,
  });
  const checks = inOrderOfTrust([
    ...verification.checks,
    ...evaluatePolicy({ rules, verification: markVerified(verification), assurance }),
    ...freshness,
  ]);
  const verdict = concludeVerdict(checks);
  const reasons = collectReasons(checks);
  return {
    endorsements: [...items.values()].flatMap((item) => (item.ok ? [item.value] : [])),
    result: {
      verdict,
      format: opened.format,
      assurance,
      simulated: assurance === "simulated",
      claims: verification.claims,
      claimsVerified: isAuthentic(checks),
      tcb: verification.tcb,
      checks,
      reasons,
      chain: verification.chain,
      summary: summarise({
        productName: opened.productName,
        verdict,
        assurance,
        checks,
        reasons,
        tcb: verification.tcb,
      }),
    },
  };
}

/**
 * Hardware stands behind the evidence when everything from its format to its signature holds under the vendor's own
 * root. A root that came with the request stands for whoever brought it.
 */
function assuranceOf({ claims, underBuiltInRoot, checks }: Verification): Assurance {
  const groups = ["format", "chain", "binding", "signature"];
  const isBroken = checks.some(({ group, status }) => status === "fail" && groups.includes(group));
  if (!underBuiltInRoot || isBroken) return "vendor-signed";
  return claims.debug ? "hardware-debug" : "hardware";
}

/** The claims were signed by what the chain vouches for: nothing up to the signature failed or was left out. */
function isAuthentic(checks: readonly Check[]): boolean {
  return checks
    .filter(({ group }) => group !== "tcb" && group !== "policy" && group !== "freshness")
    .every(({ status }) => status === "pass" || status === "warn");
}

import { equalBytes } from "@/lib/bytes/equal-bytes";
import { toHex } from "@/lib/bytes/hex";
import type {
  CarriedData,
  EvidenceScheme,
  OpenedEvidence,
  Verification,
} from "@/lib/evidence/scheme";
import { resolvePolicy } from "@/lib/policy/resolve-policy";
import type { AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import type { AttestationResult, SubmoduleResult } from "@/lib/rats/attestation-result";
import { fail, ok, type Failure, type Result } from "@/lib/rats/result";
import {
  MAX_SUBMODULES,
  type ExpectedValues,
  type VerificationRequest,
} from "@/lib/rats/verification-request";
import type { EndorsementItem } from "@/lib/trust/endorsement-source";
import type { TrustAnchor } from "@/lib/trust/trust-anchors";
import { readNonce } from "@/lib/verify/freshness";
import { gatherEndorsements } from "@/lib/verify/gather-endorsements";
import type { Appraisal, AppraisalContext } from "./appraisal";
import { judgePiece, schemesWithin, unreadablePiece, type PieceResult } from "./judge-piece";
import { readAnchors } from "./read-anchors";
import { readPiece, type ReadPiece } from "./read-piece";

/**
 * From a request to a result: the one function behind the command line and both API calls.
 *
 * A failed `Result` means that there is nothing to judge (not evidence, no such policy). Evidence that is broken,
 * forged or merely too old is a result with its checks, because a rejection is worth keeping and reading.
 */
export async function appraiseEvidence(
  given: VerificationRequest,
  context: AppraisalContext,
): Promise<Result<Appraisal>> {
  const request = withOwnDemands(given);
  const elapsedMs = context.elapsedMs ?? (() => 0);
  const startedMs = elapsedMs();
  const main = readPiece(request);
  if (!main.ok) return main;
  const companions = readCompanions(request);
  if (!companions.ok) return companions;
  const policy = await resolvePolicy(request.policy, context);
  if (!policy.ok) return policy;
  const anchors = await readAnchors(request.trustAnchors, context);
  if (!anchors.ok) return anchors;
  const at = request.verifyAt === undefined ? context.now : new Date(request.verifyAt);
  if (Number.isNaN(at.getTime())) {
    return fail("REQUEST_INVALID", "verifyAt is not a date and time", "/verifyAt");
  }

  const run: Run = { context, rules: policy.value.rules, anchors: anchors.value, at };
  const { piece, companionResults, endorsements } = await judgeAll(run, {
    main: main.value,
    expected: request.expected ?? {},
    companions: companions.value,
  });
  const digest = toHex(await context.crypto.digest("SHA-256", main.value.bytes));
  const { verdict, format, ...rest } = piece;
  /** The verdict first: it is what a reader of the JSON looks for. */
  const result: AttestationResult = {
    verdict,
    evidenceType: main.value.scheme.evidenceType,
    verifiedAt: at.toISOString(),
    policy: { name: policy.value.name, digest: policy.value.digest },
    evidenceDigest: `sha256:${digest}`,
    detection: main.value.detection,
    format,
    ...rest,
    timings: { totalMs: Math.round((elapsedMs() - startedMs) * 1000) / 1000 },
  };
  return ok({
    evidence: main.value.bytes,
    companions: companions.value.map(({ name, piece: { bytes } }, index) => ({
      name,
      evidence: bytes,
      result: companionResults[index] ?? null,
    })),
    endorsements,
    result,
  });
}

/**
 * The request with a copy of what is demanded, taken before anything is awaited: whoever called may change their objects
 * meanwhile, and must not change what is compared. Texts can't be changed, so the evidence needs no copy.
 */
function withOwnDemands(request: VerificationRequest): VerificationRequest {
  const { policy, expected, trustAnchors, submodules } = request;
  return {
    ...request,
    policy: typeof policy === "object" ? structuredClone(policy) : policy,
    ...(expected && { expected: { ...expected } }),
    ...(trustAnchors && { trustAnchors: [...trustAnchors] }),
    ...(submodules && {
      submodules: submodules.map((piece) => ({
        ...piece,
        ...(piece.expected && { expected: { ...piece.expected } }),
      })),
    }),
  };
}

/** What a judgement stands on besides the evidence. */
interface Run {
  readonly context: AppraisalContext;
  readonly rules: AppraisalPolicy;
  readonly anchors: readonly TrustAnchor[];
  readonly at: Date;
}

interface Companion {
  readonly name: string;
  readonly piece: ReadPiece;
  readonly expected: ExpectedValues;
}

function readCompanions({ submodules = [] }: VerificationRequest): Result<readonly Companion[]> {
  if (submodules.length > MAX_SUBMODULES) {
    return fail("REQUEST_INVALID", `at most ${MAX_SUBMODULES} submodules`, "/submodules");
  }
  const companions: Companion[] = [];
  for (const [index, { name, ...request }] of submodules.entries()) {
    if (companions.some((companion) => companion.name === name)) {
      return fail("REQUEST_INVALID", "two submodules have one name", `/submodules/${index}/name`);
    }
    const piece = readPiece(request);
    if (!piece.ok) {
      const { code, detail } = piece.failure;
      return fail(code, `submodule ${name}: ${detail}`, `/submodules/${index}/evidence`);
    }
    companions.push({ name, piece: piece.value, expected: request.expected ?? {} });
  }
  return ok(companions);
}

async function judgeAll(
  run: Run,
  given: {
    readonly main: ReadPiece;
    readonly expected: ExpectedValues;
    readonly companions: readonly Companion[];
  },
): Promise<{
  piece: PieceResult;
  companionResults: readonly SubmoduleResult[];
  endorsements: readonly EndorsementItem[];
}> {
  const main = await verifyPiece(run, { piece: given.main, expected: given.expected });
  const others = await Promise.all(
    given.companions.map(async (companion) => ({
      companion,
      verified: await verifyPiece(run, companion),
    })),
  );
  const companionResults = await Promise.all(
    others.map(({ companion, verified }) => companionResult(run, { main, companion, verified })),
  );
  const endorsements = distinct([main, ...others.map(({ verified }) => verified)]);
  if (!main.ok) {
    const unreadable = unreadablePiece(main.failure, given.main.scheme);
    return {
      piece: { ...unreadable, submodules: companionResults },
      companionResults,
      endorsements,
    };
  }
  // A companion that the policy names must not stand in for evidence of a kind that it says nothing of.
  const judged = schemesWithin(main.scheme, main.verification);
  const piece = await judgePiece({
    context: run.context,
    rules: run.rules,
    at: run.at.getTime(),
    scheme: main.scheme,
    opened: main.opened,
    verification: main.verification,
    expected: given.expected,
    hasEventLog: given.main.eventLog !== null,
    companions: companionResults,
    judged,
  });
  return { piece, companionResults, endorsements };
}

type VerifiedPiece =
  | {
      readonly ok: true;
      readonly scheme: EvidenceScheme;
      readonly opened: OpenedEvidence;
      readonly verification: Verification;
      readonly items: readonly EndorsementItem[];
    }
  | { readonly ok: false; readonly scheme: EvidenceScheme; readonly failure: Failure };

async function verifyPiece(
  { context, rules, anchors, at }: Run,
  given: { readonly piece: ReadPiece; readonly expected: ExpectedValues },
): Promise<VerifiedPiece> {
  const { bytes, scheme, endorsements, eventLog } = given.piece;
  const opened = scheme.open(bytes);
  if (!opened.ok) return { ok: false, scheme, failure: opened.failure };
  const { nonce } = given.expected;
  const prepared = await opened.value.prepare(context, {
    endorsements,
    rules,
    eventLog,
    nonce: nonce === undefined ? null : readNonce(nonce),
  });
  const items = await gatherEndorsements({
    required: prepared.requiredEndorsements,
    endorsements,
    source: context.endorsements,
    at,
  });
  const verification = await prepared.verify({ items, anchors, at: at.getTime(), rules });
  return { ok: true, scheme, opened: opened.value, verification, items: itemsHad(items) };
}

function itemsHad(items: ReadonlyMap<string, Result<EndorsementItem>>): readonly EndorsementItem[] {
  const had: EndorsementItem[] = [];
  for (const item of items.values()) if (item.ok) had.push(item.value);
  return had;
}

async function companionResult(
  { context, rules, at }: Run,
  given: { main: VerifiedPiece; companion: Companion; verified: VerifiedPiece },
): Promise<SubmoduleResult> {
  const { main, companion, verified } = given;
  const digest = toHex(await context.crypto.digest("SHA-256", companion.piece.bytes));
  const judged = verified.ok
    ? await judgePiece({
        context,
        rules,
        at: at.getTime(),
        scheme: verified.scheme,
        opened: verified.opened,
        verification: verified.verification,
        expected: companion.expected,
        hasEventLog: companion.piece.eventLog !== null,
        judged: null,
      })
    : unreadablePiece(verified.failure, verified.scheme);
  return {
    name: companion.name,
    evidenceType: verified.scheme.evidenceType,
    evidenceDigest: `sha256:${digest}`,
    binding:
      main.ok && verified.ok ? bindingOf(main.opened.carries, verified.opened.carries) : null,
    ...judged,
  };
}

/**
 * A companion is tied to the evidence only by a nonce that the attester itself put into its report data: a nonce that the
 * verifier handed to both would fit two machines as well as one.
 */
function bindingOf({ reportData }: CarriedData, { nonces }: CarriedData): string | null {
  if (reportData === null) return null;
  const isBound = (nonces ?? []).some(
    (nonce) =>
      nonce.length >= 16 &&
      [0, 32].some((start) => equalBytes(reportData.subarray(start, start + nonce.length), nonce)),
  );
  return isBound ? "its nonce stands in the report data of the evidence" : null;
}

function distinct(pieces: readonly VerifiedPiece[]): readonly EndorsementItem[] {
  const all = pieces.flatMap((piece) => (piece.ok ? piece.items : []));
  // One piece asks for each item once.
  if (pieces.length === 1) return all;
  return all.filter(
    (item, index) =>
      all.findIndex(
        ({ request, body }) =>
          body === item.body && JSON.stringify(request) === JSON.stringify(item.request),
      ) === index,
  );
}

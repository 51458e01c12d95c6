import { toHex } from "@/lib/bytes/hex";
import { EVIDENCE_SCHEMES } from "@/lib/evidence/registry";
import type {
  EvidenceScheme,
  OpenedEvidence,
  SubmoduleVerification,
  Verification,
} from "@/lib/evidence/scheme";
import { evaluatePolicy, kindCheck } from "@/lib/policy/evaluate-policy";
import type { AppraisalPolicy } from "@/lib/rats/appraisal-policy";
import type { SubmoduleResult } from "@/lib/rats/attestation-result";
import type { Check } from "@/lib/rats/check";
import { checkOf, type CheckBase } from "@/lib/rats/make-check";
import type { ReasonCode } from "@/lib/rats/reason-codes";
import type { Failure } from "@/lib/rats/result";
import type { Assurance } from "@/lib/rats/verdict";
import type { ExpectedValues } from "@/lib/rats/verification-request";
import { collectReasons, concludeVerdict, inOrderOfTrust } from "@/lib/verify/conclude";
import { checkFreshness } from "@/lib/verify/freshness";
import { summarise } from "@/lib/verify/summary";
import { markVerified } from "@/lib/verify/verified";
import type { AppraisalContext } from "./appraisal";

/** What is said of the evidence as a whole and of each of its pieces alike. */
export type PieceResult = Omit<
  SubmoduleResult,
  "name" | "evidenceType" | "evidenceDigest" | "binding"
>;

/** A piece whose own checks are made; what it stands for, and everything that it contains. */
export interface PieceInput {
  readonly scheme: EvidenceScheme;
  readonly opened: OpenedEvidence;
  readonly verification: Verification;
  readonly rules: AppraisalPolicy;
  readonly context: AppraisalContext;
  /** What this call expects; for the whole only. */
  readonly expected: ExpectedValues | null;
  /** Further pieces of the request, judged already. */
  readonly companions?: readonly SubmoduleResult[];
  /** Schemes of the evidence and of what it contains, for the policy's sake; null for pieces beside or within it. */
  readonly judged: readonly EvidenceScheme[] | null;
  readonly at: number;
  /** An event log came along with this piece. */
  readonly hasEventLog: boolean;
}

export async function judgePiece(input: PieceInput): Promise<PieceResult> {
  const { scheme, opened, verification, rules, context, at } = input;
  const inner = await Promise.all(
    verification.submodules.map(async (piece) => ({
      piece,
      result: await judgeSubmodule(piece, input),
    })),
  );
  const assurance = assuranceOf(verification);
  const freshness = await checkFreshness({
    crypto: context.crypto,
    rules: input.expected === null ? {} : rules,
    expected: input.expected ?? {},
    carries: opened.carries,
    at,
  });
  const checks = inOrderOfTrust([
    ...verification.checks,
    ...(input.hasEventLog ? unjudgedLog(verification) : []),
    ...inner.map(({ piece, result }) => submoduleCheck(result, piece.integral)),
    ...(input.companions ?? []).map((result) => submoduleCheck(result, false)),
    ...evaluatePolicy({ rules, scheme, verification: markVerified(verification), assurance }),
    ...(input.judged ? kindCheck(rules, { judged: input.judged, known: EVIDENCE_SCHEMES }) : []),
    ...(input.expected === null ? [] : freshness),
  ]);
  const verdict = concludeVerdict(checks);
  const reasons = collectReasons(checks);
  // What an integral piece lacks, the whole lacks.
  const stoodOn = inner.filter(({ piece }) => piece.integral).map(({ result }) => result.assurance);
  const weakest = [assurance, ...stoodOn].reduce(weaker);
  return {
    verdict,
    format: opened.format,
    assurance: weakest,
    // A simulation beside it is told of here too: nobody should have to look into the pieces.
    simulated:
      weakest === "simulated" || (input.companions ?? []).some(({ simulated }) => simulated),
    claims: verification.claims,
    claimsVerified: isAuthentic(checks),
    tcb: verification.tcb,
    checks,
    reasons,
    chain: verification.chain,
    summary: summarise({
      productName: opened.productName,
      verdict,
      assurance: weakest,
      checks,
      reasons,
      tcb: verification.tcb,
    }),
    submodules: [...inner.map(({ result }) => result), ...(input.companions ?? [])],
  };
}

async function judgeSubmodule(
  piece: SubmoduleVerification,
  { rules, context, at }: PieceInput,
): Promise<SubmoduleResult> {
  const { scheme, opened, verification, evidence } = piece;
  const judged = await judgePiece({
    ...{ scheme, opened, verification, rules, context, at },
    hasEventLog: false,
    expected: null,
    judged: null,
  });
  const digest = toHex(await context.crypto.digest("SHA-256", evidence));
  return {
    name: piece.name,
    evidenceType: scheme.evidenceType,
    evidenceDigest: `sha256:${digest}`,
    binding: piece.binding,
    ...judged,
  };
}

/** A log that nobody looked at must not pass for one that fits. */
function unjudgedLog({ checks, submodules }: Verification): readonly Check[] {
  const all = [checks, ...submodules.map(({ verification }) => verification.checks)].flat();
  if (all.some(({ id }) => id.startsWith("eventLog."))) return [];
  const base: CheckBase = {
    id: "eventLog.judged",
    group: "submodules",
    title: "The event log is held against what was signed",
    source: "request eventLog",
  };
  return [checkOf.warn(base, "EVENT_LOG_NOT_JUDGED")];
}

/** The schemes of a verification and of everything within it. */
export function schemesWithin(
  scheme: EvidenceScheme,
  { submodules }: Verification,
): readonly EvidenceScheme[] {
  return [
    scheme,
    ...submodules.flatMap((piece) => schemesWithin(piece.scheme, piece.verification)),
  ];
}

/** The whole is never better than its worst piece. */
function submoduleCheck(result: SubmoduleResult, integral: boolean): Check {
  const base: CheckBase = {
    id: `submodule.${result.name}`,
    group: integral ? "binding" : "submodules",
    title: integral
      ? `${result.name} stands behind this evidence`
      : `${result.name} is judged on its own`,
    source: "the submodule's own verdict",
  };
  const values = { expected: "affirming", actual: result.verdict, detail: result.summary };
  switch (result.verdict) {
    case "affirming":
      return checkOf.pass(base, values);
    case "warning":
      return checkOf.warn(base, result.reasons[0]?.code ?? "SUBMODULE_FAILED", values);
    case "indeterminate":
      return checkOf.skipWith(base, undecidedCode(result), values);
    case "contraindicated":
      return checkOf.fail(base, "SUBMODULE_FAILED", values);
  }
}

/** What the policy leaves out knowingly is never why a piece is undecided, and must not make the whole a warning. */
function undecidedCode({ reasons }: SubmoduleResult): ReasonCode {
  const reason = reasons.find(({ code }) => code !== "TCB_NOT_EVALUATED");
  return reason?.code ?? "EVIDENCE_UNSIGNED";
}

/** Evidence that can't be read to its end fails one check: the one that names the field. */
export function unreadablePiece(failure: Failure, scheme: EvidenceScheme): PieceResult {
  const check = checkOf.fail(
    { id: `format.${failure.at ?? "structure"}`, group: "format", title: "Evidence can be read" },
    failure.code,
    { detail: failure.detail },
  );
  return {
    verdict: "contraindicated",
    format: {},
    assurance: "vendor-signed",
    simulated: false,
    claims: null,
    claimsVerified: false,
    tcb: null,
    checks: [check],
    reasons: collectReasons([check]),
    chain: [],
    summary: `This can't be read as ${scheme.kindName}: ${failure.detail}.`,
    submodules: [],
  };
}

const STRENGTH: readonly Assurance[] = ["simulated", "vendor-signed", "hardware-debug", "hardware"];

function weaker(a: Assurance, b: Assurance): Assurance {
  return STRENGTH.indexOf(a) <= STRENGTH.indexOf(b) ? a : b;
}

/**
 * Hardware stands behind the evidence when everything from its format to its signature holds under the vendor's own
 * root. A root that came with the request stands for whoever brought it, and a simulation stays one even when broken.
 */
function assuranceOf({ claims, root, ceiling, checks }: Verification): Assurance {
  if (root === "simulation") return "simulated";
  const groups = ["format", "chain", "binding", "signature"];
  const isBroken = checks.some(
    ({ group, status }) =>
      (status === "fail" && groups.includes(group)) ||
      (status === "skip" && (group === "chain" || group === "signature")),
  );
  if (ceiling !== "hardware" || root !== "built-in" || isBroken) return "vendor-signed";
  return claims.debug ? "hardware-debug" : "hardware";
}

/** The claims were signed by what the chain vouches for: nothing up to the signature failed or was left out. */
function isAuthentic(checks: readonly Check[]): boolean {
  const beside = ["submodules", "tcb", "policy", "freshness"];
  return checks
    .filter(({ group }) => !beside.includes(group))
    .every(
      ({ status, code, group }) =>
        status === "pass" ||
        status === "warn" ||
        // Something that vouches for more, and that nobody asked for.
        (status === "skip" && code === null && group === "collateral"),
    );
}

import { appraiseEvidence } from "@/lib/appraisal/appraise-evidence";
import type { AppraisalContext } from "@/lib/appraisal/appraisal";
import { problemOf, parseRequest, refusedProblem } from "@/lib/contract/problem-of";
import type { Problem } from "@/lib/contract/problem";
import { verificationRequestSchema } from "@/lib/contract/verification";
import type { EvidenceType } from "@/lib/rats/evidence-type";
import type { ReasonCode } from "@/lib/rats/reason-codes";
import type { Verdict } from "@/lib/rats/verdict";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import { parseJsonBody } from "./json-body";
import { type JsonLine, jsonLine } from "./json-line";

/** One line of a batch, answered: a result or a problem, and what whoever counts wants to know of it. */
export interface LineAnswer {
  readonly line: JsonLine;
  /** Null when there was nothing to judge: the line is a problem object. */
  readonly judged: {
    readonly evidenceType: EvidenceType;
    readonly verdict: Verdict;
    /** Of the first reason. */
    readonly code: ReasonCode | null;
    readonly totalMs: number;
  } | null;
  /** Of the problem, when there is one. */
  readonly refusal: ReasonCode | null;
}

interface LineContext {
  readonly context: AppraisalContext;
  readonly instance: string;
  /** Judges a line that names none; without one the default does. */
  readonly policy?: DefaultPolicy;
}

export type DefaultPolicy = NonNullable<VerificationRequest["policy"]> | null;

/**
 * From the bytes of one verification request to those of its answer: the whole work of a line, so that it can be done on
 * another thread with nothing but bytes going to and fro.
 */
export async function answerLine(
  bytes: Uint8Array,
  { context, instance, policy }: LineContext,
): Promise<LineAnswer> {
  const json = parseJsonBody(bytes);
  if (!json.ok) return refused(problemOf(json.failure, { instance }), json.failure.code);
  const request = parseRequest(verificationRequestSchema, json.value);
  if (!request.ok) return refused(refusedProblem(request, instance), request.failure.code);
  const judged = { ...request.value, policy: request.value.policy ?? policy ?? undefined };
  const appraisal = await appraiseEvidence(judged, context);
  if (!appraisal.ok) {
    const { failure } = appraisal;
    return refused(problemOf(failure, { instance }), failure.code);
  }
  const { result } = appraisal.value;
  return {
    line: jsonLine(result),
    judged: {
      evidenceType: result.evidenceType,
      verdict: result.verdict,
      code: result.reasons[0]?.code ?? null,
      totalMs: result.timings.totalMs,
    },
    refusal: null,
  };
}

/** A line that could not be answered because something broke here. */
export function brokenLine(instance: string): LineAnswer {
  const failure = {
    code: "INTERNAL_ERROR",
    detail: "Something broke inside the server.",
  } as const;
  return refused(problemOf(failure, { instance }), failure.code);
}

function refused(problem: Problem, code: ReasonCode): LineAnswer {
  return { line: jsonLine(problem), judged: null, refusal: code };
}

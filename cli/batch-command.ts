import { appraiseEvidence } from "@/lib/appraisal/appraise-evidence";
import type { AppraisalContext } from "@/lib/appraisal/appraisal";
import { noEndorsements } from "@/lib/collateral/offline-endorsements";
import { parseRequest } from "@/lib/contract/problem-of";
import { verificationRequestSchema } from "@/lib/contract/verification";
import type { Failure } from "@/lib/rats/result";
import {
  EXIT,
  exitCodeOfRefusal,
  exitCodeOfResult,
  worseExitCode,
  type ExitCode,
} from "./exit-codes";
import { problemHere } from "./problem";
import { parseJson } from "./read-evidence";
import { cannotRead, inputStream } from "./read-input";
import { readLines } from "./read-lines";
import type { Terminal } from "./terminal";
import { appraisalContext } from "./verify-command";

/** Requests in flight: enough to keep the threads of the crypto pool busy, little enough to stay small in memory. */
const LINES_IN_FLIGHT = 16;

interface Answer {
  readonly line: string;
  readonly exitCode: ExitCode;
}

/**
 * `attestry verify --batch`: one request a line in, one result or problem object a line out, in order, while reading.
 * Empty lines are passed over. Ends with the code of the worst line, and with 30 when there was none.
 */
export async function verifyBatch(
  { file }: { readonly file: string },
  terminal: Terminal,
): Promise<ExitCode> {
  const context = appraisalContext({ source: noEndorsements, now: terminal.now(), pool: true });
  const waiting: Promise<Answer>[] = [];
  let worst: ExitCode | null = null;
  const answerFirst = async () => {
    const answer = await waiting.shift();
    if (answer === undefined) return;
    worst = worst === null ? answer.exitCode : worseExitCode(worst, answer.exitCode);
    await terminal.out(`${answer.line}\n`);
  };

  try {
    for await (const line of readLines(inputStream(file, terminal))) {
      waiting.push(answerLine(line, { ...context, now: terminal.now() }));
      if (waiting.length >= LINES_IN_FLIGHT) await answerFirst();
    }
  } catch (error) {
    await Promise.allSettled(waiting);
    if (error instanceof Error && "syscall" in error) throw cannotRead(file, error);
    throw error;
  }
  while (waiting.length > 0) await answerFirst();
  if (worst === null) await terminal.err("There was no request in it: one line each is wanted.\n");
  return worst ?? EXIT.malformed;
}

async function answerLine(
  line: { readonly ok: true; readonly text: string } | { readonly ok: false },
  context: AppraisalContext,
): Promise<Answer> {
  if (!line.ok) return refusal({ code: "BODY_TOO_LARGE", detail: "the line is too long" });
  const value = parseJson(line.text);
  if (value === undefined)
    return refusal({ code: "REQUEST_INVALID", detail: "the line is not JSON" });
  const request = parseRequest(verificationRequestSchema, value);
  if (!request.ok) {
    const problem = problemHere(request.failure, request.errors);
    return { line: JSON.stringify(problem), exitCode: EXIT.malformed };
  }
  const appraised = await appraiseEvidence(request.value, context);
  if (!appraised.ok) return refusal(appraised.failure);
  const { result } = appraised.value;
  return { line: JSON.stringify(result), exitCode: exitCodeOfResult(result) };
}

function refusal(failure: Failure): Answer {
  return { line: JSON.stringify(problemHere(failure)), exitCode: exitCodeOfRefusal(failure.code) };
}

import { randomUUID } from "node:crypto";
import { noEndorsements } from "@/lib/collateral/offline-endorsements";
import { jsonLine, jsonLineText, type JsonLine } from "@/lib/parallel/json-line";
import { linePool, type LinePool } from "@/lib/parallel/line-pool";
import { mapInOrder } from "@/lib/parallel/ordered-map";
import type { Failure } from "@/lib/rats/result";
import {
  EXIT,
  exitCodeOfRefusal,
  exitCodeOfVerdict,
  worseExitCode,
  type ExitCode,
} from "./exit-codes";
import { problemHere } from "./problem";
import { cannotRead, inputStream } from "./read-input";
import { readLines, type Line } from "./read-lines";
import type { Terminal } from "./terminal";

interface Answer {
  readonly line: JsonLine;
  readonly exitCode: ExitCode;
}

/** Lines in memory at once: a long one stops the reading until its turn is over. */
const LENGTH = {
  of: (line: Line) => (line.ok ? line.text.length : 0),
  most: 32 * 1024 * 1024,
};

/**
 * `attestry verify --batch`: one request a line in, one result or problem object a line out, in order, while reading.
 * Empty lines are passed over. Ends with the code of the worst line, and with 30 when there was none.
 */
export async function verifyBatch(
  { file }: { readonly file: string },
  terminal: Terminal,
): Promise<ExitCode> {
  const pool = linePool({ endorsements: noEndorsements });
  const answers = mapInOrder(
    readLines(inputStream(file, terminal)),
    (line) => answerLine(line, { pool, now: terminal.now() }),
    { concurrency: pool.width, signal: new AbortController().signal, weight: LENGTH },
  );
  let worst: ExitCode | null = null;
  try {
    for await (const { line, exitCode } of answers) {
      worst = worst === null ? exitCode : worseExitCode(worst, exitCode);
      await terminal.out(jsonLineText(line));
    }
  } catch (error) {
    if (error instanceof Error && "syscall" in error) throw cannotRead(file, error);
    throw error;
  } finally {
    await pool.close();
  }
  if (worst === null) await terminal.err("There was no request in it: one line each is wanted.\n");
  return worst ?? EXIT.malformed;
}

async function answerLine(
  line: Line,
  { pool, now }: { readonly pool: LinePool; readonly now: Date },
): Promise<Answer> {
  if (!line.ok) return refusal({ code: "BODY_TOO_LARGE", detail: "the line is too long" });
  const instance = `urn:uuid:${randomUUID()}`;
  const answered = await pool.answer(Buffer.from(line.text), { instance, now });
  const { line: json, judged } = answered;
  const exitCode = judged
    ? exitCodeOfVerdict(judged.verdict, judged.code)
    : exitCodeOfRefusal(answered.refusal ?? "INTERNAL_ERROR");
  return { line: json, exitCode };
}

function refusal(failure: Failure): Answer {
  return { line: jsonLine(problemHere(failure)), exitCode: exitCodeOfRefusal(failure.code) };
}

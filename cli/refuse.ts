import type { SchemaError } from "@/lib/contract/problem-of";
import { reasonCodeEntry } from "@/lib/rats/reason-codes";
import type { Failure } from "@/lib/rats/result";
import { exitCodeOfRefusal, type ExitCode } from "./exit-codes";
import { problemHere } from "./problem";
import { painter, type Terminal } from "./terminal";

/** Says why there is no result: a problem object for programs, sentences on standard error for people. */
export async function refuse(
  failure: Failure,
  json: boolean,
  terminal: Terminal,
  errors: readonly SchemaError[] = [],
): Promise<ExitCode> {
  const entry = reasonCodeEntry(failure.code);
  const problem = problemHere(failure, errors);
  if (json) {
    await terminal.out(`${JSON.stringify(problem, null, 2)}\n`);
  } else {
    const paint = painter(terminal.errHasColour);
    const places = (problem.errors ?? []).map(
      ({ pointer, message }) => `  ${pointer === "" ? "/" : pointer}  ${message}\n`,
    );
    await terminal.err(
      `${paint(["bold", "red"], failure.code)}  ${entry.message}\n` +
        `  ${problem.detail}\n${places.join("")}  ${paint("dim", entry.remedy)}\n`,
    );
  }
  return exitCodeOfRefusal(failure.code);
}

import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readArguments, type Command } from "./arguments";
import { verifyAudit } from "./audit-command";
import { verifyBatch } from "./batch-command";
import { EXIT, type ExitCode } from "./exit-codes";
import { inspect } from "./inspect-command";
import { problemHere } from "./problem";
import { simulate } from "./simulate-command";
import { painter, processTerminal, type Terminal } from "./terminal";
import { USAGE, UsageError } from "./usage";
import { verifyEvidence, verifyRequest } from "./verify-command";
import packageJson from "../package.json" with { type: "json" };

/**
 * The command line of the outer contract, section 5. Answers the exit code; never throws and never ends the process.
 * @param argv what stands behind the command's name
 */
export async function main(
  argv: readonly string[],
  terminal: Terminal = processTerminal(),
): Promise<number> {
  try {
    return await run(readArguments(argv), terminal);
  } catch (error) {
    if (isClosedPipe(error)) return EXIT.good; // the reader, `head` for example, has had enough
    return await report(error, argv.includes("--json"), terminal);
  }
}

async function run(command: Command, terminal: Terminal): Promise<ExitCode> {
  switch (command.command) {
    case "verify":
      return verifyEvidence(command, terminal);
    case "verify-request":
      return verifyRequest(command, terminal);
    case "verify-batch":
      return verifyBatch(command, terminal);
    case "inspect":
      return inspect(command, terminal);
    case "simulate":
      return simulate(command, terminal);
    case "audit-verify":
      return verifyAudit(command, terminal);
    case "help":
      await terminal.out(USAGE);
      return EXIT.good;
    case "version":
      await terminal.out(`attestry ${packageJson.version}\n`);
      return EXIT.good;
  }
}

async function report(error: unknown, json: boolean, terminal: Terminal): Promise<ExitCode> {
  const isUsage = error instanceof UsageError;
  const message = error instanceof Error ? error.message : String(error);
  const paint = painter(terminal.errHasColour);
  const sentence = isUsage
    ? `${paint(["bold", "red"], "attestry:")} ${message}\n  "attestry --help" lists commands and options.\n`
    : `${paint(["bold", "red"], "attestry:")} something broke inside\n${
        error instanceof Error ? (error.stack ?? message) : message
      }\n`;
  if (json) {
    const code = isUsage ? "REQUEST_INVALID" : "INTERNAL_ERROR";
    const detail = isUsage ? message : "see standard error";
    await terminal.out(`${JSON.stringify(problemHere({ code, detail }), null, 2)}\n`);
  }
  await terminal.err(sentence);
  return isUsage ? EXIT.usage : EXIT.internal;
}

function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EPIPE";
}

/** Whether this very file, or the bundle that it went into, is what Node was started with. */
function isProgram(): boolean {
  const started = process.argv[1];
  return started !== undefined && realpathSync(started) === fileURLToPath(import.meta.url);
}

if (isProgram()) {
  // A closed pipe reaches `main` through the write that failed; without this listener it would end the process first.
  process.stdout.on("error", () => undefined);
  process.stderr.on("error", () => undefined);
  process.exitCode = await main(process.argv.slice(2));
}

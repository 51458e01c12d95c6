import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { auditDependencies } from "./testing/dependency-audit";
import { obtainChromium, obtainPostgres, type Obtained } from "./testing/obtain";
import { playwrightTally, type Tally, vitestTally } from "./testing/reports";

/**
 * `npm test`: everything, and a closing line that adds it up. What only reads runs side by side, the rest one step after the
 * other; a step that fails does not keep the next from running. `--quick` (`npm run check`) leaves out what needs a
 * database or a browser.
 */
interface Step {
  readonly name: string;
  run(): Promise<Tally>;
}

interface Done {
  readonly name: string;
  readonly tally: Tally;
  readonly seconds: number;
}

const onePass: Tally = { passed: 1, failed: 0, skipped: 0 };
const oneFailure: Tally = { passed: 0, failed: 1, skipped: 0 };
const noTests: Tally = { passed: 0, failed: 0, skipped: 0 };
const folder = mkdtempSync(path.join(tmpdir(), "attestry-test-"));
const program = (...parts: string[]) => path.join("node_modules", ...parts);

/** Lanes of about the same length: linting knows the types too, and takes as long as all others together. */
const readingLanes: readonly (readonly Step[])[] = [
  [reader("lint", [program("eslint", "bin", "eslint.js"), "--max-warnings=0", "."])],
  [
    reader("types", [program("typescript", "bin", "tsc"), "--noEmit"]),
    reader("format", [
      program("prettier", "bin", "prettier.cjs"),
      ...["--check", "--log-level=warn", "."],
    ]),
    reader("import cycles", [program("oxlint", "bin", "oxlint"), "--tsconfig=tsconfig.json", "."]),
  ],
];

const unitTests: Step = {
  name: "unit tests",
  // Vitest would leave one core idle.
  run: () => vitest("unit", ["--project", "backends", "--maxWorkers=100%"]),
};

const slowSteps: readonly Step[] = [
  { name: "dependency audit", run: dependencyAudit },
  tool("build", [path.join("scripts", "run.mjs"), "build"]),
  {
    name: "integration tests",
    run: () => withObtained(obtainPostgres, () => vitest("integration")),
  },
  { name: "end-to-end tests", run: () => withObtained(obtainChromium, playwright) },
];

/** A registry that can't be asked is no reason to fail, and none to stay silent. */
function dependencyAudit(): Promise<Tally> {
  const audited = auditDependencies();
  switch (audited.kind) {
    case "clean":
      return Promise.resolve(onePass);
    case "vulnerable":
      console.error(`Known weaknesses in what production runs: ${audited.packages.join(", ")}`);
      return Promise.resolve(oneFailure);
    case "unknown":
      console.log(`Skipped: the registry gave no audit (${audited.because}).`);
      return Promise.resolve({ ...noTests, skipped: 1 });
  }
}

function tool(name: string, args: readonly string[]): Step {
  return { name, run: async () => tallyOfExit((await node(args)).code) };
}

/** Runs beside others, so what it prints is held back until it has ended. */
function reader(name: string, args: readonly string[]): Step {
  return {
    name,
    run: async () => {
      const { code, output } = await node(args, { quiet: true });
      console.log(`\n== ${name}\n${output.trimEnd()}`);
      return tallyOfExit(code);
    },
  };
}

function tallyOfExit(code: number): Tally {
  return code === 0 ? onePass : oneFailure;
}

async function withObtained(
  obtain: () => Obtained,
  run: (place: string) => Promise<Tally>,
): Promise<Tally> {
  const obtained = obtain();
  if (obtained.ok) return run(obtained.place);
  console.error(obtained.sentence);
  return oneFailure;
}

async function vitest(project: string, more: readonly string[] = []): Promise<Tally> {
  const report = path.join(folder, `${project}.json`);
  const { code } = await node([
    program("vitest", "vitest.mjs"),
    ...["run", "--project", project, ...more],
    ...["--reporter=default", "--reporter=json", `--outputFile.json=${report}`],
  ]);
  return tallyOf(code, report, vitestTally);
}

async function playwright(chromiumPath: string): Promise<Tally> {
  const report = path.join(folder, "e2e.json");
  const { code } = await node([program("playwright", "cli.js"), "test", "--reporter=line,json"], {
    environment: {
      CHROMIUM_PATH: chromiumPath,
      PLAYWRIGHT_JSON_OUTPUT_NAME: report,
      NODE_ENV: "production",
    },
  });
  return tallyOf(code, report, playwrightTally);
}

/** A run that ends badly without a failed test (an unhandled rejection, say) is a failure all the same. */
function tallyOf(code: number, report: string, read: (file: string) => Tally): Tally {
  if (!existsSync(report)) return oneFailure;
  const tally = read(report);
  return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}

const running = new Set<ChildProcess>();
let isStopping = false;

/** Starts nothing once this process is to stop; whoever waits for it then waits for the end of the process. */
function node(
  args: readonly string[],
  given: { readonly environment?: Record<string, string>; readonly quiet?: boolean } = {},
): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((resolve, reject) => {
    if (isStopping) return;
    const stdio = given.quiet === true ? "pipe" : "inherit";
    const child = spawn(process.execPath, args, {
      stdio: ["inherit", stdio, stdio],
      env: { ...process.env, ...given.environment },
    });
    const output: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk: Buffer) => output.push(chunk));
    }
    running.add(child);
    child.once("error", reject);
    child.once("close", (code) => {
      running.delete(child);
      if (isStopping) leaveWhenAlone();
      else resolve({ code: code ?? 1, output: Buffer.concat(output).toString("utf8") });
    });
  });
}

function leaveWhenAlone(): void {
  if (running.size === 0) process.exit(130);
}

async function main(): Promise<number> {
  const done = (await Promise.all(readingLanes.map(inTurn))).flat();
  const steps = process.argv.includes("--quick") ? [unitTests] : [unitTests, ...slowSteps];
  for (const step of steps) {
    console.log(`\n== ${step.name}`);
    done.push(await timed(step));
  }
  const total = done.reduce<Tally>((sum, { tally }) => added(sum, tally), noTests);
  console.log(`\n${done.map(lineOf).join("\n")}\n`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 ? 0 : 1;
}

async function inTurn(steps: readonly Step[]): Promise<readonly Done[]> {
  const done: Done[] = [];
  for (const step of steps) done.push(await timed(step));
  return done;
}

async function timed({ name, run }: Step): Promise<Done> {
  const startedAt = performance.now();
  const tally = await run();
  return { name, tally, seconds: (performance.now() - startedAt) / 1000 };
}

function added(one: Tally, other: Tally): Tally {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
  };
}

function lineOf({ name, tally: { passed, failed, skipped }, seconds }: Done): string {
  const left = skipped === 0 ? "" : `, ${skipped} skipped (reasons above)`;
  return `${name}: ${passed} passed, ${failed} failed${left}, ${seconds.toFixed(1)} s`;
}

// A terminal's Ctrl-C reaches the running steps too; after they have cleaned up, nothing more is started.
process.once("SIGINT", () => stop("SIGINT"));
process.once("SIGTERM", () => stop("SIGTERM"));
function stop(signal: NodeJS.Signals): void {
  isStopping = true;
  if (signal === "SIGTERM") for (const child of running) child.kill(signal);
  leaveWhenAlone();
}

process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
process.exitCode = await main();

import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { auditDependencies } from "./testing/dependency-audit";
import { obtainChromium, obtainPostgres, type Obtained } from "./testing/obtain";
import { playwrightTally, type Tally, vitestTally } from "./testing/reports";

/**
 * `npm test`: everything, one step after the other, and a closing line that adds them up. A step that fails does not
 * keep the next from running. `--quick` (`npm run check`) leaves out what needs a database or a browser.
 */
interface Step {
  readonly name: string;
  run(): Promise<Tally>;
}

const onePass: Tally = { passed: 1, failed: 0, skipped: 0 };
const oneFailure: Tally = { passed: 0, failed: 1, skipped: 0 };
const folder = mkdtempSync(path.join(tmpdir(), "attestry-test-"));
const program = (...parts: string[]) => path.join("node_modules", ...parts);

const quickSteps: readonly Step[] = [
  tool("types", [program("typescript", "bin", "tsc"), "--noEmit"]),
  tool("format", [program("prettier", "bin", "prettier.cjs"), "--check", "--log-level=warn", "."]),
  tool("lint", [program("eslint", "bin", "eslint.js"), "--max-warnings=0", "."]),
  tool("import cycles", [program("oxlint", "bin", "oxlint"), "--tsconfig=tsconfig.json", "."]),
  { name: "unit tests", run: () => vitest("unit") },
];

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
      return Promise.resolve({ passed: 0, failed: 0, skipped: 1 });
  }
}

function tool(name: string, args: readonly string[]): Step {
  return { name, run: async () => ((await node(args)) === 0 ? onePass : oneFailure) };
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

async function vitest(project: string): Promise<Tally> {
  const report = path.join(folder, `${project}.json`);
  const code = await node([
    program("vitest", "vitest.mjs"),
    ...["run", "--project", project],
    ...["--reporter=default", "--reporter=json", `--outputFile.json=${report}`],
  ]);
  return tallyOf(code, report, vitestTally);
}

async function playwright(chromiumPath: string): Promise<Tally> {
  const report = path.join(folder, "e2e.json");
  const code = await node([program("playwright", "cli.js"), "test", "--reporter=line,json"], {
    CHROMIUM_PATH: chromiumPath,
    PLAYWRIGHT_JSON_OUTPUT_NAME: report,
    NODE_ENV: "production",
  });
  return tallyOf(code, report, playwrightTally);
}

/** A run that ends badly without a failed test (an unhandled rejection, say) is a failure all the same. */
function tallyOf(code: number, report: string, read: (file: string) => Tally): Tally {
  if (!existsSync(report)) return oneFailure;
  const tally = read(report);
  return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}

let running: ChildProcess | null = null;

function node(args: readonly string[], environment: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      stdio: "inherit",
      env: { ...process.env, ...environment },
    });
    running = child;
    child.once("error", reject);
    child.once("exit", (code) => {
      running = null;
      resolve(code ?? 1);
    });
  });
}

async function main(): Promise<number> {
  const steps = process.argv.includes("--quick") ? quickSteps : [...quickSteps, ...slowSteps];
  let total: Tally = { passed: 0, failed: 0, skipped: 0 };
  const lines: string[] = [];
  for (const { name, run } of steps) {
    console.log(`\n== ${name}`);
    const startedAt = performance.now();
    const tally = await run();
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    const skipped = tally.skipped === 0 ? "" : `, ${tally.skipped} skipped (reasons above)`;
    lines.push(`${name}: ${tally.passed} passed, ${tally.failed} failed${skipped}, ${seconds} s`);
    total = {
      passed: total.passed + tally.passed,
      failed: total.failed + tally.failed,
      skipped: total.skipped + tally.skipped,
    };
  }
  console.log(`\n${lines.join("\n")}\n`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 ? 0 : 1;
}

// A terminal's Ctrl-C reaches the running step too; after it has cleaned up, nothing more is started.
process.once("SIGINT", () => stopAfterStep("SIGINT"));
process.once("SIGTERM", () => stopAfterStep("SIGTERM"));
function stopAfterStep(signal: NodeJS.Signals): void {
  const leave = () => process.exit(130);
  if (running === null) leave();
  running?.once("exit", leave);
  if (signal === "SIGTERM") running?.kill(signal);
}

process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
process.exitCode = await main();

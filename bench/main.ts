// npm run bench [-- core | kinds | http | database]: measures, prints tables, keeps bench/results/*.json and the tables of
// docs/performance.md.
import { build } from "esbuild";
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { PROGRAMS } from "./child";
import { thisMachine } from "./machine";
import { PARTS, readResults, resultsSchema, type PartName, type Results } from "./results";
import { renderPart, writePerformancePage } from "./report";

const HERE = import.meta.dirname;
const ROOT = path.resolve(HERE, "..");

async function main(argv: readonly string[]): Promise<number> {
  const unknown = argv.find((name) => !PARTS.some((part) => part === name));
  if (unknown !== undefined) {
    console.error(`There is no part "${unknown}"; there are ${PARTS.join(", ")}.`);
    return 2;
  }
  await bundlePrograms();
  const parts = argv.length === 0 ? PARTS : PARTS.filter((part) => argv.includes(part));
  for (const part of parts) {
    console.error(`${part}`);
    const measured = resultsSchema.parse({
      part,
      measuredAt: new Date().toISOString(),
      machine: thisMachine(),
      ...(await runPart(part)),
    });
    keep(measured);
    console.log(renderPart(measured));
  }
  writePerformancePage(path.join(ROOT, "docs/performance.md"), readResults(HERE));
  return 0;
}

/** The product runs as a bundle, and so does what measures it: a loader that rewrites functions costs time. */
async function bundlePrograms(): Promise<void> {
  const programs = ["part", "api-server", "bare-server", "load", "insert-limit", "nitro-rates"];
  const entryPoints = [
    ...programs.map((program) => `bench/${program}.ts`),
    "lib/parallel/line-worker.ts",
  ];
  await build({
    absWorkingDir: ROOT,
    entryPoints,
    entryNames: "[name]",
    outdir: PROGRAMS,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "warning",
  });
}

function runPart(part: PartName): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(PROGRAMS, "part.mjs"), part], {
      cwd: ROOT,
      env: { ...process.env, NODE_ENV: "production" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const pieces: Buffer[] = [];
    child.stdout.on("data", (piece: Buffer) => pieces.push(piece));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code !== 0) reject(new Error(`the part ${part} ended with ${code}`));
      else resolve(JSON.parse(Buffer.concat(pieces).toString("utf8")));
    });
  });
}

function keep(results: Results): void {
  mkdirSync(path.join(HERE, "results"), { recursive: true });
  const file = path.join(HERE, "results", `${results.part}.json`);
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
}

process.exitCode = await main(process.argv.slice(2));

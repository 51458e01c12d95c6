// @ts-check
// Builds what is not current. Plain JavaScript, because the command line and `npm start` load it in their own process.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const dist = path.join(root, "dist");

/** What the command line is made of, and what the whole application is made of. */
const commandLineSources = [
  "cli",
  "lib",
  "package-lock.json",
  "scripts/build.mjs",
  "tsconfig.json",
];
const sources = [
  ...commandLineSources,
  "app",
  "components",
  "drizzle",
  "next.config.ts",
  "postcss.config.mjs",
  "proxy.ts",
  "public",
  "server.ts",
];

/**
 * `next build` and the server's bundle, unless both stem from these very sources.
 * @param {{ force: boolean }} options
 */
export async function build({ force }) {
  const hash = hashOf(sources);
  const marker = path.join(dist, "build.txt");
  if (!force && isCurrent(marker, hash) && existsSync(path.join(root, ".next", "BUILD_ID"))) return;
  console.error("Building …");
  rmSync(marker, { force: true });
  await nextBuild();
  await bundle("server.ts", "server.mjs");
  await buildCommandLine();
  writeFileSync(marker, hash);
}

/**
 * The command line as one file; built in a fraction of a second when it is not current.
 * @returns {Promise<string>} its path
 */
export async function buildCommandLine() {
  const program = path.join(dist, "attestry.mjs");
  const hash = hashOf(commandLineSources);
  const marker = path.join(dist, "attestry.txt");
  if (existsSync(program) && isCurrent(marker, hash)) return program;
  await bundle("cli/main.ts", "attestry.mjs");
  // The threads of batches, for the command line and the server alike: found beside whichever started them.
  await bundle("lib/parallel/line-worker.ts", "line-worker.mjs");
  chmodSync(program, 0o755);
  writeFileSync(marker, hash);
  return program;
}

/**
 * Packages stay outside: the server and Next then share one instance of each.
 * @param {string} entry
 * @param {string} name
 */
async function bundle(entry, name) {
  const esbuild = await import("esbuild");
  mkdirSync(dist, { recursive: true });
  // Under another name first: two processes may build at the same time, and nobody may load half a file.
  const half = path.join(dist, `.${process.pid}.${name}`);
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: half,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    sourcemap: "inline",
    sourcesContent: false,
    legalComments: "none",
    logLevel: "warning",
    banner: { js: "#!/usr/bin/env node" },
  });
  renameSync(half, path.join(dist, name));
}

/** @returns {Promise<void>} */
function nextBuild() {
  return new Promise((resolve, reject) => {
    const next = path.join(root, "node_modules", "next", "dist", "bin", "next");
    const child = spawn(process.execPath, [next, "build"], {
      cwd: root,
      stdio: ["ignore", 2, "inherit"],
      env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    });
    child.once("error", reject);
    child.once("exit", (code) => {
      if (code === 0) resolve();
      else reject(new Error("next build failed; its output above says why."));
    });
  });
}

/**
 * @param {string} marker
 * @param {string} hash
 */
function isCurrent(marker, hash) {
  return existsSync(marker) && readFileSync(marker, "utf8") === hash;
}

/**
 * SHA-256 over names and contents, tests left out.
 * @param {readonly string[]} places
 */
function hashOf(places) {
  const hash = createHash("sha256").update(process.versions.node.split(".")[0] ?? "");
  for (const place of places) {
    for (const file of filesIn(path.join(root, place))) {
      const content = readFileSync(file);
      hash.update(`\0${path.relative(root, file)}\0${content.length}\0`).update(content);
    }
  }
  return hash.digest("hex");
}

/**
 * @param {string} place
 * @returns {string[]}
 */
function filesIn(place) {
  if (!existsSync(place)) return [];
  const names = tryReadFolder(place);
  if (names === null) return /\.test\.tsx?$/.test(place) ? [] : [place];
  return names
    .filter((name) => name !== "testing")
    .sort()
    .flatMap((name) => filesIn(path.join(place, name)));
}

/** @param {string} place */
function tryReadFolder(place) {
  try {
    return readdirSync(place);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOTDIR") return null;
    throw error;
  }
}

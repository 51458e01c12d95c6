// @ts-check
// What every `npm run` command starts with. Plain JavaScript on purpose: on a fresh clone it runs before anything is
// installed, so it may import nothing but Node, and it must load on a Node that is too old to say so.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";

const OLDEST_NODE = [20, 19];
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const callerFolder = process.env.npm_lifecycle_event && process.env.INIT_CWD;

/** @type {Record<string, (args: string[]) => Promise<void>>} */
const commands = {
  start,
  dev: () => runScript("server.ts", [], { NODE_ENV: "development" }),
  build: async () => (await import("./build.mjs")).build({ force: true }),
  test: (args) => runScript("scripts/test.ts", args),
  check: (args) => runScript("scripts/test.ts", ["--quick", ...args]),
  vectors: (args) => runScript("scripts/vectors.ts", args),
  bench: (args) => runScript("bench/main.ts", args, { NODE_ENV: "production" }),
  screenshots: (args) => runScript("scripts/screenshots.ts", args),
  attestry,
};

const [name = "", ...args] = process.argv.slice(2);
const command = commands[name];
if (command === undefined) {
  stop(`Name one of: ${Object.keys(commands).join(", ")}.`);
}
checkNode();
process.chdir(root);
endWithParent();
await installWhatIsMissing();
(await import("./patch-packages.mjs")).patchPackages();
await command(args);

async function start() {
  process.env.NODE_ENV = "production";
  await (await import("./build.mjs")).build({ force: false });
  // In this very process, so that a signal reaches the server whatever sent it.
  await import(pathToFileURL(path.join(root, "dist", "server.mjs")).href);
}

/** @param {string[]} args */
async function attestry(args) {
  const program = await (await import("./build.mjs")).buildCommandLine();
  // npm changes to the project's folder; paths that a person types are relative to where they are.
  if (callerFolder) process.chdir(callerFolder);
  process.argv = [process.execPath, program, ...args];
  await import(pathToFileURL(program).href);
}

/**
 * npm starts this process through a shell, and a SIGTERM to npm ends the shell alone: without this a server would be left
 * behind that nobody knows of.
 */
function endWithParent() {
  const parent = process.ppid;
  const watch = () => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, "SIGTERM");
  };
  const timer = setInterval(watch, 250).unref();
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  stop(`Attestry needs Node ${OLDEST_NODE.join(".")} or newer; this is ${process.versions.node}.`);
}

async function installWhatIsMissing() {
  if (isInstalled()) return;
  console.error("Installing packages …");
  const npm = process.env.npm_execpath;
  const ci = ["ci", "--include=dev", "--no-fund", "--no-audit"];
  // npm's own output goes to stderr: stdout belongs to the command.
  const code = npm
    ? await run(process.execPath, [npm, ...ci])
    : await run(process.platform === "win32" ? "npm.cmd" : "npm", ci);
  if (code !== 0) stop("npm ci failed; its output above says why.");
}

/** Whether every package of the lock file is there in its version, by npm's own record of what it has put there. */
function isInstalled() {
  const recordFile = path.join(root, "node_modules", ".package-lock.json");
  if (!existsSync(recordFile)) return false;
  const wanted = packagesOf(path.join(root, "package-lock.json"));
  const there = packagesOf(recordFile);
  return Object.entries(wanted).every(
    ([place, { version, optional, devOptional, peer }]) =>
      place === "" ||
      there[place]?.version === version ||
      // Made for another platform; when a version is there it has to be the right one.
      ((optional || devOptional || peer) && there[place] === undefined),
  );
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean, devOptional?: boolean, peer?: boolean }>}
 */
function packagesOf(file) {
  return JSON.parse(readFileSync(file, "utf8")).packages ?? {};
}

/**
 * Runs a TypeScript file and exits with its code.
 * @param {string} file
 * @param {string[]} args
 * @param {Record<string, string>} [environment]
 */
async function runScript(file, args, environment = {}) {
  if (!existsSync(path.join(root, file))) stop(`${file} is missing.`);
  const code = await run(process.execPath, ["--import", "tsx", file, ...args], {
    stdout: "inherit",
    environment,
  });
  process.exit(code);
}

/**
 * Signals of a terminal reach the child by themselves; others are passed on, and the child decides when to end.
 * @param {string} program
 * @param {string[]} args
 * @param {{ stdout?: "inherit", environment?: Record<string, string> }} [options]
 * @returns {Promise<number>}
 */
function run(program, args, { stdout, environment } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: root,
      stdio: ["inherit", stdout ?? 2, "inherit"],
      env: { ...process.env, ...environment },
    });
    process.on("SIGINT", () => {});
    for (const signal of /** @type {const} */ (["SIGTERM", "SIGHUP"])) {
      process.on(signal, () => child.kill(signal));
    }
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(code ?? (signal === "SIGINT" ? 130 : 1)));
  });
}

/**
 * @param {string} sentence
 * @returns {never}
 */
function stop(sentence) {
  console.error(sentence);
  process.exit(1);
}

// @ts-check
// Applies patches/<package>-<version>.patch to what npm has installed. Plain JavaScript that imports nothing but Node: npm
// runs it after an installation, and scripts/run.mjs before a command, because installations may leave scripts out.
import { readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/**
 * A file that is patched already stays as it is.
 *
 * @throws {Error} for a package in another version than its patch was made for.
 */
export function patchPackages() {
  for (const name of readdirSync(path.join(root, "patches"))) {
    const [, packageName, version] = /^(.+)-(\d+\.\d+\.\d+)\.patch$/.exec(name) ?? [];
    if (packageName === undefined || version === undefined) throw new Error(`patches/${name}?`);
    const folder = path.join(root, "node_modules", packageName);
    const installed = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")).version;
    if (installed !== version) {
      throw new Error(
        `patches/${name} is not for ${packageName} ${installed}: renew or remove it.`,
      );
    }
    for (const [file, hunks] of hunksOf(readFileSync(path.join(root, "patches", name), "utf8"))) {
      patchFile(path.join(folder, file), hunks);
    }
  }
}

/**
 * The hunks of each file of a unified diff, as the lines before and the lines after.
 *
 * @param {string} patch
 */
export function hunksOf(patch) {
  /** @type {Map<string, { before: string[], after: string[] }[]>} */
  const files = new Map();
  /** @type {{ before: string[], after: string[] }[]} */
  let hunks = [];
  // What stands before the first file is for people.
  const lines = patch.slice(patch.search(/^--- a\//m)).split("\n");
  for (const line of lines) {
    const file = /^\+\+\+ b\/(.+)$/.exec(line)?.[1];
    const hunk = hunks.at(-1);
    if (file !== undefined) files.set(file, (hunks = []));
    else if (line.startsWith("@@ ")) hunks.push({ before: [], after: [] });
    else if (!line.startsWith("--- a/") && hunk !== undefined) {
      if (/^[ -]/.test(line)) hunk.before.push(line.slice(1));
      if (/^[ +]/.test(line)) hunk.after.push(line.slice(1));
    }
  }
  return files;
}

/**
 * @param {string} file
 * @param {{ before: string[], after: string[] }[]} hunks
 */
function patchFile(file, hunks) {
  const text = readFileSync(file, "utf8");
  const patched = applyHunks(text, hunks);
  if (patched === null) throw new Error(`${file} is neither as released nor as patched.`);
  if (patched === text) return;
  // Under another name first: another process may be loading it.
  const half = `${file}.${process.pid}`;
  writeFileSync(half, patched);
  renameSync(half, file);
}

/**
 * The text with every hunk in it, whichever of them it had; null when one is neither as released nor as patched.
 *
 * @param {string} text
 * @param {{ before: string[], after: string[] }[]} hunks
 * @returns {string | null}
 */
export function applyHunks(text, hunks) {
  let patched = text;
  for (const { before, after } of hunks) {
    if (occurrences(patched, before) === 1) {
      patched = patched.replace(before.join("\n"), () => after.join("\n"));
    } else if (occurrences(patched, after) !== 1) {
      return null;
    }
  }
  return patched;
}

/**
 * @param {string} text
 * @param {string[]} lines
 */
function occurrences(text, lines) {
  return text.split(lines.join("\n")).length - 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) patchPackages();

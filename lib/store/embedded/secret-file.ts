import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import path from "node:path";

const SECRET_BYTES = 32;

/**
 * The installation's secret beside the embedded database, made at the first start; only this user can read it. A file
 * and not a row: who reads the database alone can then forge no session and no seal.
 */
export function secretFromFolder(dataDir: string): Buffer {
  const file = path.join(dataDir, "secret");
  const known = readSecret(file);
  if (known !== null) return known;
  mkdirSync(dataDir, { recursive: true });
  // Linked into place, so that it is there whole or not at all, and the first of two processes wins.
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${randomBytes(SECRET_BYTES).toString("hex")}\n`, { mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!isCode(error, "EEXIST")) throw error;
  } finally {
    unlinkSync(draft);
  }
  const made = readSecret(file);
  if (made === null) throw new Error(`${file} can't be read`);
  return made;
}

function readSecret(file: string): Buffer | null {
  let text: string;
  try {
    text = readFileSync(file, "utf8").trim();
  } catch (error) {
    if (isCode(error, "ENOENT")) return null;
    throw error;
  }
  if (!/^[0-9a-f]{64}$/.test(text)) {
    throw new Error(
      `${file} does not hold 64 hex digits. Restore it from a backup; a new one ends all sessions and keys.`,
    );
  }
  return Buffer.from(text, "hex");
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

import { createPublicKey, type KeyObject } from "node:crypto";
import { readSpki } from "@/lib/audit/export-lines";
import { readInput, readText } from "./read-input";
import type { Terminal } from "./terminal";
import { UsageError } from "./usage";

/** Keys that are pinned, whole or by their fingerprint. */
export interface PinnedKeys {
  readonly publicKeys: readonly KeyObject[];
  readonly keyIds: readonly string[];
}

/**
 * Reads what stands behind `--key`: hex of a fingerprint, of the 32 bytes of a key or of its SPKI; or a file with PEM,
 * with such hex, with base64 of the SPKI, or with what the API answers for its key.
 * @throws UsageError for anything else: a key that is not understood must not count as none.
 */
export async function readAuditKeys(
  given: readonly string[],
  terminal: Terminal,
): Promise<PinnedKeys> {
  const publicKeys: KeyObject[] = [];
  const keyIds: string[] = [];
  for (const text of given) {
    const key = isHex(text) ? text : await readFile(text, terminal);
    const pinned = readKeyText(key.trim());
    if (pinned === null) {
      throw new UsageError(`--key ${text} is no Ed25519 public key and no fingerprint of one.`);
    }
    publicKeys.push(pinned.publicKey);
    if (pinned.keyId !== null) keyIds.push(pinned.keyId);
  }
  return { publicKeys, keyIds };
}

async function readFile(file: string, terminal: Terminal): Promise<string> {
  const bytes = await readInput(file, terminal);
  return bytes.ok ? (readText(bytes.value) ?? "") : "";
}

/** RFC 8410, section 4: what stands before the 32 bytes of an Ed25519 key in its SPKI. */
const ED25519_SPKI = "302a300506032b6570032100";

/** 64 digits may be a key or a fingerprint of one; they are taken for both, since no key is its own fingerprint. */
function readKeyText(
  text: string,
): { readonly publicKey: KeyObject; readonly keyId: string | null } | null {
  if (/^[0-9a-f]{64}$/i.test(text)) {
    const publicKey = spkiOfHex(`${ED25519_SPKI}${text}`);
    return publicKey === null ? null : { publicKey, keyId: text.toLowerCase() };
  }
  const publicKey = isHex(text)
    ? spkiOfHex(text)
    : text.startsWith("{")
      ? readPem(pemOfAnswer(text))
      : text.startsWith("-----BEGIN PUBLIC KEY-----")
        ? readPem(text)
        : readSpki(text);
  return publicKey === null ? null : { publicKey, keyId: null };
}

function isHex(text: string): boolean {
  return /^(?:[0-9a-f]{2})+$/i.test(text);
}

function spkiOfHex(hex: string): KeyObject | null {
  return readSpki(Buffer.from(hex, "hex").toString("base64"));
}

/** The member `pem` of what `audit.publicKey` answers. */
function pemOfAnswer(text: string): string {
  try {
    const answer: unknown = JSON.parse(text);
    const isAnswer = typeof answer === "object" && answer !== null && "pem" in answer;
    return isAnswer && typeof answer.pem === "string" ? answer.pem : "";
  } catch {
    return ""; // not JSON after all
  }
}

function readPem(pem: string): KeyObject | null {
  try {
    const key = createPublicKey(pem);
    return key.asymmetricKeyType === "ed25519" ? key : null;
  } catch {
    return null; // node:crypto throws for everything that is no key
  }
}

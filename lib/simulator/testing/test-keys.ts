import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { rememberingSubtle, type KeyDrawer, type StoredKeyPair } from "../remembered-keys";

/**
 * WebCrypto that makes each RSA key once for all test runs on this machine: RSA-4096 takes seconds, and dozens of test
 * files need some. `authority` tells apart simulated authorities that must not share their keys.
 */
export function testSubtle(authority = "first"): SubtleCrypto {
  return rememberingSubtle(globalThis.crypto.subtle, drawer(authority));
}

function drawer(authority: string): KeyDrawer {
  const folder = path.join(tmpdir(), "attestry-test-keys", authority);
  const isSlow = (name: string) => name.startsWith("rsa");
  return {
    async read(name) {
      if (!isSlow(name)) return null;
      try {
        const pair: StoredKeyPair = JSON.parse(await readFile(path.join(folder, name), "utf8"));
        return pair;
      } catch {
        return null; // not made yet
      }
    },
    async write(name, pair) {
      if (!isSlow(name)) return;
      await mkdir(folder, { recursive: true });
      // Test files run side by side: whoever reads finds a whole file.
      const draft = path.join(folder, `${name}.${randomUUID()}`);
      await writeFile(draft, JSON.stringify(pair));
      await rename(draft, path.join(folder, name));
    },
  };
}

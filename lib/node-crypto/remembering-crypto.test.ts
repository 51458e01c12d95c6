import { describe, expect, it } from "vitest";
import { concatBytes, equalBytes } from "@/lib/bytes/equal-bytes";
import { callMemory, noCache, type ContentCache } from "@/lib/crypto/content-cache";
import type { CryptoPort, PublicKey } from "@/lib/crypto/crypto-port";
import { rememberingCrypto } from "@/lib/crypto/remembering-crypto";
import { ok } from "@/lib/rats/result";
import { contentCache } from "./content-cache";

/** A key's signature is the key and the data: nothing is easier to tell apart. */
function plainCrypto() {
  const calls: Uint8Array[] = [];
  const keys = new Map<PublicKey, Uint8Array>();
  const importKey = (_algorithm: unknown, bytes: Uint8Array) => {
    const key: PublicKey = { algorithm: "ECDSA-P256-SHA256", handle: {} };
    keys.set(key, bytes);
    return Promise.resolve(ok(key));
  };
  const port: CryptoPort = {
    name: "plain",
    digest: (_algorithm, data) => Promise.resolve(data.slice()),
    importPoint: importKey,
    importSpki: importKey,
    verify: (key, signature, data) => {
      calls.push(signature);
      return Promise.resolve(equalBytes(signature, concatBytes(keys.get(key) ?? data, data)));
    },
  };
  return { port, calls };
}

const memories: readonly (readonly [string, () => ContentCache])[] = [
  ["no memory", () => noCache],
  ["the memory of a call", callMemory],
  ["a memory that lasts", () => contentCache({ maxEntries: 10 })],
];

const [ours, other] = [Uint8Array.of(1, 1), Uint8Array.of(2, 2)];
const [text, forged] = [Uint8Array.of(7), Uint8Array.of(8)];

describe.each(memories)("rememberingCrypto with %s", (_name, memory) => {
  async function setUp() {
    const { port, calls } = plainCrypto();
    const cache = memory();
    const crypto = rememberingCrypto(port, cache);
    const keyOf = async (spki: Uint8Array, of = crypto) => {
      const key = await of.importSpki("ECDSA-P256-SHA256", spki);
      if (!key.ok) throw new Error("no key");
      return key.value;
    };
    return { port, calls, cache, crypto, keyOf };
  }

  it("takes one signature for nothing but what it is, under one key and over one text", async () => {
    const { crypto, keyOf } = await setUp();
    const signature = concatBytes(ours, text);
    const [key, stranger] = [await keyOf(ours), await keyOf(other)];
    const questions = [
      { by: key, over: text, isValid: true },
      { by: stranger, over: text, isValid: false },
      { by: key, over: forged, isValid: false },
      { by: stranger, over: forged, isValid: false },
    ];
    // Each after each, so that the answer to any could be mistaken for that to any other.
    for (const first of questions) {
      for (const then of questions) {
        for (const { by, over, isValid } of [first, then]) {
          expect(await crypto.verify(by, signature, over)).toBe(isValid);
        }
      }
    }
  });

  it("verifies again what a bare point signed, and what its caller remembers", async () => {
    const { crypto, calls, keyOf } = await setUp();
    const signature = concatBytes(ours, text);
    const point = await crypto.importPoint("ECDSA-P256-SHA256", ours);
    if (!point.ok) throw new Error("no key");
    await crypto.verify(point.value, signature, text);
    await crypto.verify(point.value, signature, text);
    expect(calls).toHaveLength(2);
    const key = await keyOf(ours);
    await crypto.verify(key, signature, text, "by the caller");
    await crypto.verify(key, signature, text, "by the caller");
    expect(calls).toHaveLength(4);
  });

  if (memory() === noCache) return;
  it("verifies once what was read once, for all that share the memory", async () => {
    const { port, calls, cache, crypto, keyOf } = await setUp();
    const signature = concatBytes(ours, text);
    await Promise.all([
      crypto.verify(await keyOf(ours), signature, text),
      crypto.verify(await keyOf(ours), signature, text),
    ]);
    const beside = rememberingCrypto(port, cache);
    expect(await beside.verify(await keyOf(ours, beside), signature, text)).toBe(true);
    expect(calls).toHaveLength(1);
  });
});

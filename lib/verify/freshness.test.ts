import { describe, expect, it } from "vitest";
import { webCrypto } from "@/lib/crypto/web-crypto";
import type { CarriedData } from "@/lib/evidence/scheme";
import { checkFreshness } from "./freshness";

const crypto = webCrypto(globalThis.crypto.subtle);
const nonce = new Uint8Array(16).fill(7);

/** SHA-256 of the payload, then what is given. */
async function reportData(rest: Uint8Array): Promise<Uint8Array> {
  const bytes = new Uint8Array(64);
  bytes.set(await crypto.digest("SHA-256", new TextEncoder().encode("hello")));
  bytes.set(rest, 32);
  return bytes;
}

async function failures(carries: Partial<CarriedData>): Promise<readonly string[]> {
  const checks = await checkFreshness({
    crypto,
    rules: {},
    expected: { nonce: "07".repeat(16), payload: "hello" },
    carries: { reportData: null, nonces: null, userData: null, issuedAt: null, ...carries },
    at: 0,
  });
  return checks.flatMap(({ id, status }) => (status === "fail" ? [id] : []));
}

describe("report data with a payload and a nonce", () => {
  it("holds both where evidence has no other place for a nonce", async () => {
    expect(await failures({ reportData: await reportData(nonce) })).toEqual([]);
  });

  it("holds nothing behind the payload where the nonce has a place of its own", async () => {
    const stray = new Uint8Array(32).fill(9);
    const own = { nonces: [nonce] };
    expect(await failures({ ...own, reportData: await reportData(stray) })).toEqual([
      "freshness.payload",
    ]);
    expect(await failures({ ...own, reportData: await reportData(new Uint8Array(0)) })).toEqual([]);
  });
});

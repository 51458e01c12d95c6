import { scryptSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { hashPassword, passwordMatches } from "./password-hash";

/** Each hash is meant to be slow, and other tests run at the same time. */
const HASHING_MS = 60_000;

describe("password hashes", () => {
  it(
    "hold their parameters and salt, and match their password only",
    { timeout: HASHING_MS },
    async () => {
      const stored = await hashPassword("violet anchor brews");
      expect(stored).toMatch(/^\$scrypt\$ln=17,r=8,p=1\$/);
      expect(await passwordMatches("violet anchor brews", stored)).toBe(true);
      expect(await passwordMatches("violet anchor brewS", stored)).toBe(false);
      expect(await hashPassword("violet anchor brews")).not.toBe(stored);
    },
  );

  it("read what RFC 7914, section 12, says", async () => {
    // Its third vector has N = 2^14, r = 8, p = 1; the first 32 bytes of a longer key are the shorter key.
    const salt = "SodiumChloride00";
    const key = scryptSync("pleaseletmein", salt, 32, { N: 16384, r: 8, p: 1 });
    const text = (bytes: Buffer) => bytes.toString("base64").replace(/=+$/, "");
    const stored = `$scrypt$ln=14,r=8,p=1$${text(Buffer.from(salt))}$${text(key)}`;
    expect(await passwordMatches("pleaseletmein", stored)).toBe(true);
  });

  it("take one letter for the same in both of its spellings", async () => {
    const stored = await hashPassword("m\u00f6we kauft T\u00fcren", { ln: 4, r: 8, p: 1 });
    expect(await passwordMatches("mo\u0308we kauft Tu\u0308ren", stored)).toBe(true);
  });

  it.each([null, "", "plain text", "$scrypt$ln=17,r=8,p=1$short$short"])(
    "match nothing when what is kept is %s",
    { timeout: HASHING_MS },
    async (stored) => {
      expect(await passwordMatches("", stored)).toBe(false);
    },
  );

  it("cost the same work where there is no account", { timeout: HASHING_MS }, async () => {
    const stored = await hashPassword("violet anchor brews");
    // Of all threads, and none of other processes.
    const cpuMs = async (kept: string | null) => {
      const before = process.cpuUsage();
      await passwordMatches("something else", kept);
      return process.cpuUsage(before).user / 1000;
    };
    const known = await cpuMs(stored);
    const unknown = await cpuMs(null);
    expect(unknown / known).toBeGreaterThan(0.5);
    expect(unknown / known).toBeLessThan(2);
  });
});

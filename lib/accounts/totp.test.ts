import { describe, expect, it } from "vitest";
import { base32, newTotpSecret, totpStepOf, totpUri } from "./totp";

/** RFC 6238, appendix B: its codes have eight digits, of which ours are the last six. */
const secret = Buffer.from("12345678901234567890");
const at = (seconds: number) => new Date(seconds * 1000);

describe("time-based one-time passwords", () => {
  it.each([
    [59, "94287082"],
    [1111111109, "07081804"],
    [1111111111, "14050471"],
    [1234567890, "89005924"],
    [2000000000, "69279037"],
    [20000000000, "65353130"],
  ])("know the code of second %i, as RFC 6238 says", (seconds, code) => {
    expect(totpStepOf(code.slice(2), secret, at(seconds))).toBe(Math.floor(seconds / 30));
  });

  it.each([
    [-60, null],
    [-30, 37037037],
    [0, 37037037],
    [30, 37037037],
    [60, null],
  ])("are accepted one step around their own: %i seconds later it is step %s", (later, step) => {
    expect(totpStepOf("050471", secret, at(1111111111 + later))).toBe(step);
  });

  it("are six digits and nothing else", () => {
    for (const given of ["", "50471", "0504710", " 050471", "05047x"]) {
      expect(totpStepOf(given, secret, at(1111111111)), given).toBeNull();
    }
  });

  it("come from an address that authenticator apps read", () => {
    const uri = new URL(totpUri(secret, "ada+1@example.org"));
    expect(`${uri.protocol}//${uri.host}`).toBe("otpauth://totp");
    expect(decodeURIComponent(uri.pathname)).toBe("/Attestry:ada+1@example.org");
    expect(Object.fromEntries(uri.searchParams)).toMatchObject({
      // RFC 4648 of the bytes above.
      secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
      issuer: "Attestry",
      digits: "6",
      period: "30",
      algorithm: "SHA1",
    });
    expect(base32(secret)).toBe("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
  });

  it("have secrets of 160 bits that are never the same", () => {
    const drawn = new Set(Array.from({ length: 100 }, () => base32(newTotpSecret())));
    expect(drawn.size).toBe(100);
    expect(newTotpSecret()).toHaveLength(20);
  });
});

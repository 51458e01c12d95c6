import { TOTP, URI } from "otpauth";
import { describe, expect, it } from "vitest";
import { newTotpSecret, totpCode, totpStepOf, totpUri } from "./totp";

/** RFC 6238, appendix B. */
const secret = Buffer.from("12345678901234567890");

describe("time-based one-time passwords", () => {
  it.each([
    [59, "94287082"],
    [1111111109, "07081804"],
    [1111111111, "14050471"],
    [1234567890, "89005924"],
    [2000000000, "69279037"],
    [20000000000, "65353130"],
  ])("at second %i it is %s, as RFC 6238 says", (seconds, code) => {
    expect(totpCode(secret, Math.floor(seconds / 30), 8)).toBe(code);
  });

  it("are those of another implementation that reads our address", () => {
    const own = newTotpSecret();
    const now = new Date("2026-03-01T12:00:00Z");
    const app = URI.parse(totpUri(own, "ada@example.org"));
    if (!(app instanceof TOTP)) throw new Error("not read as a TOTP");
    expect(app).toMatchObject({ issuer: "Attestry", label: "ada@example.org" });
    const code = app.generate({ timestamp: now.getTime() });
    expect(totpStepOf(code, own, now)).toBe(Math.floor(now.getTime() / 30_000));
  });

  it.each([
    [-60, false],
    [-30, true],
    [0, true],
    [30, true],
    [60, false],
  ])("made %i seconds from now are accepted: %s", (seconds, accepted) => {
    const now = new Date("2026-03-01T12:00:10Z");
    const step = Math.floor((now.getTime() + seconds * 1000) / 30_000);
    expect(totpStepOf(totpCode(secret, step), secret, now) !== null).toBe(accepted);
  });

  it("are six digits and nothing else", () => {
    const now = new Date("2026-03-01T12:00:10Z");
    const code = totpCode(secret, Math.floor(now.getTime() / 30_000));
    for (const given of ["", code.slice(1), `${code}0`, ` ${code}`]) {
      expect(totpStepOf(given, secret, now)).toBeNull();
    }
  });
});

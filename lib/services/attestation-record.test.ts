import { describe, expect, it } from "vitest";
import { checkStorable } from "./attestation-record";

const request = (payload: string) => ({ evidence: "AA==", expected: { payload } });

describe("checkStorable", () => {
  it.each(["", "plain", "é and 🔑 and \ud83d\ude00", "\\u0000 as text"])("takes %j", (payload) => {
    expect(checkStorable(request(payload)).ok).toBe(true);
  });

  it.each(["\0", "a\ud800", "\udc00b", "🔑\ud83d"])("refuses %j", (payload) => {
    expect(checkStorable(request(payload))).toMatchObject({ failure: { code: "REQUEST_INVALID" } });
  });

  it("looks at policies, anchors and the names of members too", () => {
    const evidence = "AA==";
    expect(checkStorable({ evidence, trustAnchors: ["ok", "\0"] }).ok).toBe(false);
    expect(checkStorable({ evidence, policy: { token: { requiredClaims: { "\0": 1 } } } }).ok).toBe(
      false,
    );
  });

  it("does not look at the evidence, which is kept as bytes", () => {
    expect(checkStorable({ evidence: "\0" }).ok).toBe(true);
  });
});

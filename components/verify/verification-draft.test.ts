import { describe, expect, it } from "vitest";
import { verificationRequestSchema } from "@/lib/contract/verification";
import { draftProblems, emptyDraft, requestOf } from "./verification-draft";

const evidence = { bytes: Uint8Array.of(4, 0, 2, 0), encoding: "raw" } as const;

describe("a verification that is being filled in", () => {
  it("asks nothing that nobody filled in", () => {
    expect(draftProblems(emptyDraft)).toEqual({});
    expect(requestOf(evidence, emptyDraft)).toEqual({ evidence: "BAACAA==", policy: "strict" });
  });

  it("carries every expectation, and the contract accepts it", () => {
    const request = requestOf(evidence, {
      policy: "inline",
      inlinePolicy: '{"extends":"moderate","intel":{"tdx":{"rtmr0":["00"]}}}',
      verifyAt: " 2025-08-13T10:00:00Z ",
      nonce: "abcd",
      reportData: "00".repeat(64),
      payload: "hello",
      collateral: { name: "c.json", endorsements: { intel: { rootCaCrl: "00" } } },
      eventLog: { name: "ccel.bin", base64: "AAAA" },
      parts: [{ name: "gpu0", fileName: "gpu.jwt", evidence }],
      trustAnchors: [],
    });
    expect(request).toEqual({
      evidence: "BAACAA==",
      policy: { extends: "moderate", intel: { tdx: { rtmr0: ["00"] } } },
      verifyAt: "2025-08-13T10:00:00Z",
      expected: { nonce: "abcd", reportData: "00".repeat(64), payload: "hello" },
      endorsements: { intel: { rootCaCrl: "00" } },
      eventLog: "AAAA",
      submodules: [{ name: "gpu0", evidence: "BAACAA==" }],
    });
    expect(verificationRequestSchema.safeParse(request).success).toBe(true);
  });

  it.each([
    ["inlinePolicy", { policy: "inline", inlinePolicy: "{" }],
    ["inlinePolicy", { policy: "inline", inlinePolicy: '{"intel":{"tdx":{"rtmr9":["00"]}}}' }],
    ["verifyAt", { verifyAt: "yesterday" }],
    ["verifyAt", { verifyAt: "2025-08-13T10:00:00" }],
    ["reportData", { reportData: "00" }],
    ["nonce", { nonce: "a".repeat(1025) }],
    ["parts", { parts: [{ name: "0 gpu", fileName: "", evidence }] }],
    ["parts", { parts: [0, 1].map(() => ({ name: "gpu0", fileName: "", evidence })) }],
  ] as const)("names %s as the place of the problem", (field, part) => {
    const problems = draftProblems({ ...emptyDraft, ...part });
    expect(Object.keys(problems)).toEqual([field]);
    expect(problems[field]?.code).toBe("REQUEST_INVALID");
  });
});

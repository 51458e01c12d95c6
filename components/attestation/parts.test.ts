import { describe, expect, it } from "vitest";
import type { SubmoduleResult } from "@/lib/rats/attestation-result";
import { allParts, partOfCheck } from "./parts";

const part = (name: string, submodules: readonly SubmoduleResult[] = []): SubmoduleResult => ({
  name,
  verdict: "affirming",
  evidenceType: "tpm-quote",
  format: {},
  assurance: "hardware",
  simulated: false,
  evidenceDigest: null,
  binding: null,
  claims: null,
  claimsVerified: true,
  tcb: null,
  checks: [],
  reasons: [],
  chain: [],
  summary: "",
  submodules,
});

describe("the parts of composite evidence", () => {
  it("are listed as a tree, each with a path of its own", () => {
    const parts = allParts([part("vtpm", [part("cpu0")]), part("gpu0")]);
    expect(parts.map(({ path, level }) => [path, level])).toEqual([
      ["vtpm", 1],
      ["vtpm/cpu0", 2],
      ["gpu0", 1],
    ]);
  });

  it("are named by the checks that judge them", () => {
    expect(partOfCheck("submodule.gpu0")).toBe("gpu0");
    expect(partOfCheck("quote.signature")).toBeNull();
  });
});

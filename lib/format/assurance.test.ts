import { describe, expect, it } from "vitest";
import { assuranceWord, isVouchedFor } from "./assurance";
import { assuranceWords, nothingVouches, nothingVouchesYet } from "./words";

describe("the word for an assurance", () => {
  it("names nothing for evidence whose signatures do not hold", () => {
    const forged = {
      assurance: "vendor-signed",
      verdict: "contraindicated",
      claimsVerified: false,
    } as const;
    expect(isVouchedFor(forged)).toBe(false);
    expect(assuranceWord(forged)).toBe(nothingVouches);
  });

  it("names nothing yet where it could not be decided, and always what is simulated", () => {
    const undecided = {
      assurance: "hardware",
      verdict: "indeterminate",
      claimsVerified: false,
    } as const;
    expect(isVouchedFor(undecided)).toBe(false);
    expect(assuranceWord(undecided)).toBe(nothingVouchesYet);
    const simulated = { ...undecided, assurance: "simulated" } as const;
    expect(assuranceWord(simulated)).toBe(assuranceWords.simulated);
  });

  it("keeps the mark of genuine evidence that a policy rejects", () => {
    const genuine = {
      assurance: "hardware-debug",
      verdict: "contraindicated",
      claimsVerified: true,
    } as const;
    expect(assuranceWord(genuine)).toBe(assuranceWords["hardware-debug"]);
  });
});

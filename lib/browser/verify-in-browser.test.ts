import { beforeAll, describe, expect, it } from "vitest";
import { appraise, mint, requestFor, mintedRequest } from "@/lib/appraisal/testing/appraise-minted";
import { tokenPki } from "@/lib/appraisal/testing/appraise-token";
import type { Attestation, AttestationMaterial } from "@/lib/contract/attestations";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import type { MintedIntel } from "@/lib/simulator/intel/mint-intel";
import { mintCommitment } from "@/lib/simulator/vendor/mint-commitment";
import { verifyInBrowser } from "./verify-in-browser";

let minted: MintedIntel;

beforeAll(async () => {
  minted = await mint();
});

/** What the server would have stored for the minted quote, judged by the server's own way through the core. */
async function stored(
  given: VerificationRequest = requestFor(minted),
): Promise<{ attestation: Attestation; material: AttestationMaterial }> {
  const { evidence, endorsements, ...request } = given;
  const { result } = await appraise({ evidence, endorsements, ...request });
  if (result === null || endorsements === undefined)
    throw new Error("the minted quote was refused");
  // Only what the function reads: the rest of the row is for people.
  const attestation = { id: "x", request, result } as unknown as Attestation;
  const material = {
    evidence,
    endorsements,
    given: {},
    items: [],
    submodules: [],
    eventLog: null,
    wrapped: null,
  } as unknown as AttestationMaterial;
  return { attestation, material };
}

describe("judging stored evidence in a browser", () => {
  it("comes to the server's verdict, check by check, over what was stored", async () => {
    const { attestation, material } = await stored();
    const verified = await verifyInBrowser(attestation, material);
    expect(verified).toMatchObject({
      ok: true,
      value: { serverVerdict: attestation.result.verdict, differences: [] },
    });
    expect(verified.ok && verified.value.result.verdict).toBe(attestation.result.verdict);
    expect(verified.ok && verified.value.used).toContain("intel.tcbInfo");
  });

  it("names the checks that differ when the server's answer was changed", async () => {
    const { attestation, material } = await stored();
    const checks = attestation.result.checks.map((check) =>
      check.id === "quote.signature" ? { ...check, status: "fail" as const } : check,
    );
    const lied = { ...attestation, result: { ...attestation.result, checks } };
    const verified = await verifyInBrowser(lied, material);
    expect(verified.ok && verified.value.differences.map(({ id }) => id)).toEqual([
      "quote.signature",
    ]);
  });

  it("leaves a vendor's schema to the server, says so, and decides nothing", async () => {
    const minted = await mintCommitment({ pki: await tokenPki("EdDSA") });
    const { attestation, material } = await stored(mintedRequest(minted));
    const verified = await verifyInBrowser(attestation, material);
    expect(attestation.result.verdict).toBe("affirming");
    expect(verified).toMatchObject({
      ok: true,
      value: { result: { verdict: "indeterminate" }, differences: [], leftToServer: 1 },
    });
    expect(verified.ok && verified.value.notChecked[0]).toContain("registered form");
  });

  it("does not reach for endorsements that were not stored", async () => {
    const { attestation, material } = await stored();
    const { tcbInfo: _left, ...intel } = minted.endorsements;
    const verified = await verifyInBrowser(attestation, { ...material, endorsements: { intel } });
    expect(verified.ok && verified.value.result.verdict).toBe("indeterminate");
  });

  it("says that it can't know about newer collateral, replays and its own origin", async () => {
    const { attestation, material } = await stored();
    const verified = await verifyInBrowser(attestation, material);
    expect(verified.ok && verified.value.notChecked).toHaveLength(3);
  });
});

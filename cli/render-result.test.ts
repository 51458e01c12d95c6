import { beforeAll, describe, expect, it } from "vitest";
import { appraiseEvidence } from "@/lib/appraisal/appraise-evidence";
import { inspectEvidence } from "@/lib/appraisal/inspect-evidence";
import { noEndorsements } from "@/lib/collateral/offline-endorsements";
import { nodeCrypto } from "@/lib/node-crypto/node-crypto";
import type { AttestationResult } from "@/lib/rats/attestation-result";
import { mintIntel, type MintedIntel } from "@/lib/simulator/intel/mint-intel";
import { renderInspection } from "./render-inspection";
import { renderResult } from "./render-result";
import { painter } from "./terminal";
import { appraisalContext } from "./verify-command";

let minted: MintedIntel;
let rejected: AttestationResult;

beforeAll(async () => {
  minted = await mintIntel({ tee: "tdx" });
  const changed = minted.quote.map((byte, offset) => (offset === 200 ? byte ^ 1 : byte));
  const request = {
    evidence: Buffer.from(changed).toString("base64"),
    endorsements: { intel: minted.endorsements },
    verifyAt: minted.at,
  };
  const now = new Date(minted.at);
  const context = appraisalContext({ source: noEndorsements, now });
  const appraised = await appraiseEvidence(request, context);
  if (!appraised.ok) throw new Error(appraised.failure.detail);
  rejected = appraised.value.result;
});

const widest = (text: string) => Math.max(...text.split("\n").map((line) => line.length));

describe("renderResult", () => {
  it.each([60, 80, 120])("stays within %i columns", (columns) => {
    expect(widest(renderResult(rejected, { paint: painter(false), columns }))).toBeLessThanOrEqual(
      columns,
    );
  });

  it("says the sentence first, and each reason once with all of its checks", () => {
    const text = renderResult(rejected, { paint: painter(false), columns: 100 });
    const lines = text.trimStart().split("\n");
    expect(lines[0]).toBe("CONTRAINDICATED");
    const codes = new Set(rejected.reasons.map(({ code }) => code));
    const headings = lines.filter((line) =>
      [...codes].some((code) => line.startsWith(`  ${code}`)),
    );
    expect(headings.length).toBe(codes.size);
    for (const { check } of rejected.reasons) expect(headings.join("\n")).toContain(check);
  });

  it("marks what was measured as not verified, and claims no hardware", () => {
    const text = renderResult(rejected, { paint: painter(false), columns: 100 });
    expect(text).toContain("not verified");
    expect(text).toMatch(/stands on\s+nothing verified/);
  });
});

describe("renderInspection", () => {
  it("stays within the terminal and names every field", async () => {
    const crypto = nodeCrypto({ pool: false });
    const inspected = await inspectEvidence({ evidence: minted.quote, crypto });
    if (!inspected.ok) throw new Error(inspected.failure.detail);
    const text = renderInspection(inspected.value, { paint: painter(false), columns: 120 });
    expect(widest(text)).toBeLessThanOrEqual(120);
    for (const { name } of inspected.value.fields) expect(text).toContain(name);
  });
});

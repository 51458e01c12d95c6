import { describe, expect, it } from "vitest";
import { appraise, offlineContext } from "@/lib/appraisal/testing/appraise-minted";
import type { EvidenceType } from "@/lib/rats/evidence-type";
import { toBase64 } from "./read-evidence";
import { SAMPLE_TYPES, sampleEvidence } from "./sample-evidence";

// AMD's keys are RSA with 4096 bits, and finding their primes takes as long as it takes.
describe.each(SAMPLE_TYPES)("a sample of %s", { timeout: 60_000 }, (evidenceType) => {
  it("is simulated and accepted under relaxed, perhaps with a warning", async () => {
    const result = await judged(evidenceType, "relaxed");
    expect(result).toMatchObject({ evidenceType, simulated: true });
    expect(["affirming", "warning"]).toContain(result?.verdict);
  });

  it("is refused under strict", async () => {
    const result = await judged(evidenceType, "strict");
    expect(result).toMatchObject({ simulated: true, verdict: "contraindicated" });
  });
});

async function judged(evidenceType: EvidenceType, policy: string) {
  const { evidence, endorsements, trustAnchors, eventLog } = await sampleEvidence(evidenceType);
  const { result } = await appraise(
    {
      evidence: toBase64(evidence),
      endorsements,
      trustAnchors,
      policy,
      ...(eventLog === null ? {} : { eventLog }),
    },
    offlineContext({ now: new Date() }),
  );
  return result;
}

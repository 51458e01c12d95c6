import { describe, expect, it } from "vitest";
import { appraiseEvidence } from "@/lib/appraisal/appraise-evidence";
import { noCache } from "@/lib/crypto/content-cache";
import { webCrypto } from "@/lib/crypto/web-crypto";
import { emptySource } from "@/lib/verify/gather-endorsements";
import { toBase64 } from "./read-evidence";
import { SAMPLE_TYPES, sampleEvidence } from "./sample-evidence";

describe.each(SAMPLE_TYPES)("a sample of %s", (evidenceType) => {
  it.each([
    ["relaxed", "affirming"],
    ["strict", "contraindicated"],
  ])("is simulated, and under %s %s", async (policy, verdict) => {
    const { evidence, endorsements, trustAnchors, eventLog } = await sampleEvidence(evidenceType);
    const judged = await appraiseEvidence(
      {
        evidence: toBase64(evidence),
        endorsements,
        trustAnchors,
        policy,
        ...(eventLog === null ? {} : { eventLog }),
      },
      {
        crypto: webCrypto(crypto.subtle),
        cache: noCache,
        endorsements: emptySource("there is no network here"),
        now: new Date(),
      },
    );
    expect(judged.ok && judged.value.result).toMatchObject({
      evidenceType,
      simulated: true,
      verdict,
    });
  });
});

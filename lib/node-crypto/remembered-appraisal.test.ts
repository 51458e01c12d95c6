import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { appraiseEvidence } from "@/lib/appraisal/appraise-evidence";
import { mint, offlineContext, requestFor } from "@/lib/appraisal/testing/appraise-minted";
import { callMemory, noCache, type ContentCache } from "@/lib/crypto/content-cache";
import { parseQuote } from "@/lib/formats/dcap/quote";
import type { AttestationResult } from "@/lib/rats/attestation-result";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import { flipped } from "@/lib/simulator/byte-writer";
import { contentCache } from "./content-cache";
import { nodeCrypto } from "./node-crypto";

const crypto = nodeCrypto({ pool: false });

async function judge(
  request: VerificationRequest,
  cache: ContentCache,
  backend = crypto,
): Promise<AttestationResult> {
  const appraisal = await appraiseEvidence(request, offlineContext({ crypto: backend, cache }));
  if (!appraisal.ok) throw new Error(appraisal.failure.detail);
  return appraisal.value.result;
}

function codes({ reasons }: AttestationResult): readonly string[] {
  return reasons.map(({ code }) => code);
}

let good: VerificationRequest;
let variants: readonly VerificationRequest[];

/** The same statement with another content under the old signature. */
function tampered(text: string | undefined): string {
  return (text ?? "").replace(/"tcbEvaluationDataNumber":(\d+)/, '"tcbEvaluationDataNumber":9$1');
}

beforeAll(async () => {
  const minted = await mint();
  const other = await mint({ tee: "sgx" });
  good = requestFor(minted);
  const intel = good.endorsements?.intel ?? {};
  variants = [
    good,
    requestFor(other),
    { ...good, verifyAt: "2040-01-01T00:00:00Z" },
    { ...good, verifyAt: "2001-01-01T00:00:00Z" },
    { ...good, trustAnchors: undefined },
    { ...good, evidence: Buffer.from(flipped(minted.quote, 200, 1)).toString("base64") },
    { ...good, endorsements: { intel: { ...intel, tcbInfo: tampered(intel.tcbInfo) } } },
    { ...good, endorsements: { intel: { ...intel, qeIdentity: tampered(intel.qeIdentity) } } },
    { ...good, endorsements: { intel: { ...intel, pckCrl: intel.rootCaCrl } } },
    { ...good, endorsements: { intel: { ...intel, rootCaCrl: intel.pckCrl } } },
    {
      ...good,
      endorsements: { intel: { ...intel, tcbInfoIssuerChain: intel.pckCrlIssuerChain } },
    },
    { ...good, endorsements: {} },
    { ...good, policy: "relaxed" },
  ];
});

describe("appraisal with a memory", () => {
  it("says the same as without one, whatever was judged before", async () => {
    const alone = await Promise.all(variants.map((variant) => judge(variant, noCache)));
    expect(new Set(alone.map(({ verdict }) => verdict)).size).toBeGreaterThan(2);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat({ max: variants.length - 1 }), { minLength: 2, maxLength: 8 }),
        async (order) => {
          const cache = contentCache({ maxEntries: 100 });
          for (const index of order) {
            const variant = variants[index];
            if (!variant) continue;
            expect(await judge(variant, cache)).toEqual(alone[index]);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it("says the same with the memory of a single call", async () => {
    for (const variant of variants) {
      expect(await judge(variant, callMemory())).toEqual(await judge(variant, noCache));
    }
  });

  it("verifies each signature once in a call, and imports each key once", async () => {
    const signatures: string[] = [];
    const keys: string[] = [];
    const counting = {
      ...crypto,
      verify: (...given: Parameters<typeof crypto.verify>) => {
        signatures.push(Buffer.from(given[1]).toString("hex"));
        return crypto.verify(...given);
      },
      importSpki: (...given: Parameters<typeof crypto.importSpki>) => {
        keys.push(Buffer.from(given[1]).toString("hex"));
        return crypto.importSpki(...given);
      },
    };
    expect((await judge(good, callMemory(), counting)).verdict).toBe("affirming");
    // Root, PCK CA, PCK and TCB signing certificate; TCB Info, QE Identity; two lists; the report and the quote.
    expect(signatures).toHaveLength(10);
    expect(new Set(signatures).size).toBe(10);
    // The certificates' own; the attestation key is a bare point.
    expect(keys).toHaveLength(4);
    expect(new Set(keys).size).toBe(4);

    signatures.length = 0;
    const { evidence, endorsements } = good;
    const submodules = ["one", "two"].map((name) => ({ name, evidence, endorsements }));
    await judge({ ...good, submodules }, callMemory(), counting);
    // Of another piece of the same machine: the report and the quote.
    expect(signatures).toHaveLength(10 + 2 * submodules.length);
  });

  it("does not let collateral that was good then pass after its end", async () => {
    const cache = contentCache({ maxEntries: 100 });
    expect((await judge(good, cache)).verdict).toBe("affirming");
    const later = await judge({ ...good, verifyAt: "2040-01-01T00:00:00Z" }, cache);
    expect(later.verdict).toBe("contraindicated");
    expect(codes(later)).toEqual(
      expect.arrayContaining(["TCB_INFO_EXPIRED", "QE_IDENTITY_EXPIRED", "PCK_CRL_EXPIRED"]),
    );
  });

  it("does not let a changed document pass on the signature of the good one", async () => {
    const cache = contentCache({ maxEntries: 100 });
    await judge(good, cache);
    const intel = good.endorsements?.intel ?? {};
    const changed = await judge(
      { ...good, endorsements: { intel: { ...intel, tcbInfo: tampered(intel.tcbInfo) } } },
      cache,
    );
    expect(codes(changed)).toContain("TCB_INFO_SIGNATURE_INVALID");
    expect((await judge(good, cache)).verdict).toBe("affirming");
  });

  it("does not let a changed report of the quoting enclave pass on the signature of the good one", async () => {
    const cache = contentCache({ maxEntries: 100 });
    expect((await judge(good, cache)).verdict).toBe("affirming");
    const quote = Buffer.from(good.evidence, "base64");
    const parsed = parseQuote(quote);
    if (!parsed.ok) throw new Error(parsed.failure.detail);
    const { qeReportBytes, qeReportSignature } = parsed.value;
    for (const part of [qeReportBytes, qeReportSignature]) {
      const start = quote.indexOf(part);
      for (let index = start; index < start + part.length; index += 1) {
        const evidence = Buffer.from(flipped(quote, index, 1)).toString("base64");
        expect(codes(await judge({ ...good, evidence }, cache))).toContain(
          "QE_REPORT_SIGNATURE_INVALID",
        );
      }
    }
    expect((await judge(good, cache)).verdict).toBe("affirming");
  });

  it("verifies the signature of every quote, also of one that it has seen", async () => {
    let verified = 0;
    const counting = {
      ...crypto,
      verify: (...given: Parameters<typeof crypto.verify>) => {
        verified += 1;
        return crypto.verify(...given);
      },
    };
    const cache = contentCache({ maxEntries: 100 });
    await judge(good, cache, counting);
    verified = 0;
    await judge(good, cache, counting);
    expect(verified).toBe(1);
  });

  it("does not carry trust in a given root over to a call without it", async () => {
    const cache = contentCache({ maxEntries: 100 });
    await judge(good, cache);
    expect(codes(await judge({ ...good, trustAnchors: undefined }, cache))).toContain(
      "ROOT_CA_UNTRUSTED",
    );
  });
});

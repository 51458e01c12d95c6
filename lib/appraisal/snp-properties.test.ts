import { verify, X509Certificate } from "node:crypto";
import fc from "fast-check";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { toBase64 } from "@/lib/bytes/base64";
import { flipped } from "@/lib/simulator/byte-writer";
import type { MintedSnp, MintSnpOptions } from "@/lib/simulator/amd/mint-snp";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import { inspectEvidence } from "./inspect-evidence";
import { appraise, offlineContext, mintedRequest } from "./testing/appraise-minted";
import { mintSnpShared, sharedAmdPki } from "./testing/appraise-snp";
import { readSnpVector, SNP_VECTORS } from "./testing/snp-vectors";

// Hundreds of appraisals each: slow machines need more than the usual five seconds.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const forms: readonly (readonly [string, MintSnpOptions])[] = [
  ["Milan, VCEK, version 2", { report: { version: 2 } }],
  ["Genoa, VCEK, version 3", { product: "Genoa" }],
  ["Turin, VCEK, version 5", { product: "Turin", report: { version: 5 } }],
  ["Milan, VLEK", { signer: "vlek" }],
];

interface Subject {
  readonly name: string;
  readonly request: VerificationRequest;
  readonly report: Uint8Array;
}

const subjects: Subject[] = [];
let extended: MintedSnp;

beforeAll(async () => {
  await sharedAmdPki();
  for (const [name, options] of forms) {
    const minted = await mintSnpShared(options);
    subjects.push({ name, request: mintedRequest(minted), report: minted.evidence });
  }
  extended = await mintSnpShared({ extended: true });
  for (const name of SNP_VECTORS) {
    const vector = readSnpVector(name);
    if (vector === null || vector.expected.onlyWith) continue;
    const request = {
      evidence: toBase64(vector.report),
      endorsements: { amd: vector.amd },
      verifyAt: vector.verifyAt,
      policy: "relaxed",
    };
    subjects.push({ name, request, report: vector.report });
  }
});

const anySubject = () => fc.nat().map((index) => subjects[index % subjects.length]);

async function verdictOf(subject: Subject, evidence: Uint8Array) {
  const { verdict } = await appraise({ ...subject.request, evidence: toBase64(evidence) });
  return verdict;
}

describe("a report that was changed", () => {
  it("is affirmed as it stands", async () => {
    for (const subject of subjects) {
      expect(await verdictOf(subject, subject.report), subject.name).toBe("affirming");
    }
  });

  it("is never affirmed with any bit flipped: all of it is signed, is the signature, or must be zero", async () => {
    await fc.assert(
      fc.asyncProperty(
        anySubject(),
        fc.integer({ min: 0, max: 1183 }),
        fc.integer({ min: 0, max: 7 }),
        async (subject, offset, bit) => {
          if (!subject) return;
          const changed = flipped(subject.report, offset, 1 << bit);
          expect(["contraindicated", "indeterminate", "refused"]).toContain(
            await verdictOf(subject, changed),
          );
        },
      ),
      { numRuns: 600 },
    );
  });

  it("is never affirmed when it is cut, and never throws", async () => {
    await fc.assert(
      fc.asyncProperty(anySubject(), fc.integer({ min: 0, max: 1183 }), async (subject, length) => {
        if (!subject) return;
        const cut = subject.report.subarray(0, length);
        expect(["contraindicated", "refused"]).toContain(
          await verdictOf(
            { ...subject, request: { ...subject.request, evidenceType: "amd-sev-snp-report" } },
            cut,
          ),
        );
        await inspectEvidence({
          evidence: cut,
          evidenceType: "amd-sev-snp-report",
          crypto: offlineContext().crypto,
        });
      }),
      { numRuns: 200 },
    );
  });

  it("is never affirmed when random bytes stand in its place", async () => {
    await fc.assert(
      fc.asyncProperty(
        anySubject(),
        fc.uint8Array({ minLength: 0, maxLength: 6000 }),
        async (subject, bytes) => {
          if (!subject) return;
          const request = { ...subject.request, evidenceType: "amd-sev-snp-report" } as const;
          expect(["contraindicated", "indeterminate", "refused"]).toContain(
            await verdictOf({ ...subject, request }, bytes),
          );
          await inspectEvidence({
            evidence: bytes,
            evidenceType: "amd-sev-snp-report",
            crypto: offlineContext().crypto,
          });
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe("an extended report that was changed", () => {
  it("is never affirmed with a bit flipped, in the table or in the report", async () => {
    const request = mintedRequest(extended);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: extended.evidence.length - 1 }),
        fc.integer({ min: 0, max: 7 }),
        async (offset, bit) => {
          const evidence = toBase64(flipped(extended.evidence, offset, 1 << bit));
          const { verdict } = await appraise({ ...request, evidence });
          expect(["contraindicated", "indeterminate", "refused"]).toContain(verdict);
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe("two ways to verify", () => {
  it("agree on R and S of any kind", async () => {
    const minted = await mintSnpShared();
    const key = new X509Certificate(minted.certificates.key).publicKey;
    const field = 0x2a0;
    const pads = [field + 48, field + 72 + 48] as const;
    await fc.assert(
      fc.asyncProperty(
        fc.option(fc.uint8Array({ minLength: 48, maxLength: 48 })),
        fc.option(fc.uint8Array({ minLength: 48, maxLength: 48 })),
        async (r, s) => {
          const evidence = minted.evidence.slice();
          if (r) evidence.set(r, field);
          if (s) evidence.set(s, field + 72);
          const part = (at: number) => Buffer.from(evidence.subarray(at, at + 48)).reverse();
          const byOpenSsl = verify(
            "sha384",
            evidence.subarray(0, field),
            { key, dsaEncoding: "ieee-p1363" },
            Buffer.concat([part(field), part(field + 72)]),
          );
          const { verdict } = await appraise(mintedRequest({ ...minted, evidence }));
          expect(verdict === "affirming").toBe(byOpenSsl);
        },
      ),
      { numRuns: 100 },
    );
    for (const at of pads) expect(minted.evidence[at]).toBe(0);
  });

  it("pitfall 68: a second signature of the same content changes nothing that names the evidence's content", async () => {
    const minted = await mintSnpShared();
    const order =
      0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n;
    const evidence = minted.evidence.slice();
    const s = evidence.subarray(0x2e8, 0x2e8 + 48);
    const value = BigInt(`0x${Buffer.from(s).reverse().toString("hex")}`);
    const other = (order - value).toString(16).padStart(96, "0");
    evidence.set(Buffer.from(other, "hex").reverse(), 0x2e8);
    const [first, second] = [
      await appraise(mintedRequest(minted)),
      await appraise(mintedRequest({ ...minted, evidence })),
    ];
    expect([first.verdict, second.verdict]).toEqual(["affirming", "affirming"]);
    expect(second.result?.claims).toEqual(first.result?.claims);
  });

  it("give the same result twice", async () => {
    for (const { request } of subjects) {
      const [first, second] = [await appraise(request), await appraise(request)];
      expect({ ...second.result, timings: null }).toEqual({ ...first.result, timings: null });
    }
  });
});

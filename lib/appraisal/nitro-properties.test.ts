import fc from "fast-check";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { toBase64 } from "@/lib/bytes/base64";
import { webCrypto } from "@/lib/crypto/web-crypto";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import type { Field } from "@/lib/rats/inspection";
import { flipped, joinBytes, pattern } from "@/lib/simulator/byte-writer";
import { inspectEvidence } from "./inspect-evidence";
import { appraise } from "./testing/appraise-minted";
import { mintDocument, nitroRequest } from "./testing/appraise-nitro";
import { NITRO_VECTORS, readNitroVector } from "./testing/nitro-vectors";

// Hundreds of appraisals each: slow machines need more than the usual five seconds.
vi.setConfig({ testTimeout: 60_000 });

interface Subject {
  readonly name: string;
  readonly document: Uint8Array;
  readonly request: VerificationRequest;
}

const subjects: Subject[] = [];
beforeAll(async () => {
  for (const isTagged of [false, true]) {
    const minted = await mintDocument({ isTagged, nonce: pattern(1, 32) });
    const request = nitroRequest(minted);
    subjects.push({ name: `minted, tagged: ${isTagged}`, document: minted.evidence, request });
  }
  for (const name of NITRO_VECTORS) {
    const vector = readNitroVector(name);
    if (vector === null || vector.expected.onlyWith) continue;
    const { document, verifyAt } = vector;
    const evidence = toBase64(document);
    subjects.push({
      name,
      document,
      request: { evidence, evidenceType: "aws-nitro-document", verifyAt },
    });
  }
});

const anySubject = fc.nat({ max: 63 });
const subjectOf = (which: number) => {
  const subject = subjects[which % subjects.length];
  if (!subject) throw new Error("there is no subject");
  return subject;
};
const verdictOf = async ({ request }: Subject, evidence: Uint8Array) =>
  (await appraise({ ...request, evidence: toBase64(evidence) })).verdict;

describe("documents that were changed", () => {
  it("are affirmed as they stand", async () => {
    for (const subject of subjects) {
      expect(await verdictOf(subject, subject.document), subject.name).toBe("affirming");
    }
  });

  it("are never affirmed with one bit flipped, wherever it is", async () => {
    await fc.assert(
      fc.asyncProperty(
        anySubject,
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.nat({ max: 7 }),
        async (which, position, bit) => {
          const subject = subjectOf(which);
          const index = Math.floor(position * subject.document.length);
          const verdict = await verdictOf(subject, flipped(subject.document, index, 1 << bit));
          expect(verdict, `${subject.name}, bit ${bit} of byte ${index}`).not.toBe("affirming");
        },
      ),
      { numRuns: 400 },
    );
  });

  it("are never affirmed when cut short or when bytes follow", async () => {
    await fc.assert(
      fc.asyncProperty(
        anySubject,
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.uint8Array({ minLength: 1, maxLength: 4 }),
        async (which, position, more) => {
          const subject = subjectOf(which);
          const { document } = subject;
          const cut = document.subarray(0, Math.floor(position * document.length));
          expect(await verdictOf(subject, cut)).not.toBe("affirming");
          expect(await verdictOf(subject, joinBytes([document, more]))).not.toBe("affirming");
        },
      ),
      { numRuns: 150 },
    );
  });

  it("are never affirmed with one part put in another's place", async () => {
    await fc.assert(
      fc.asyncProperty(
        anySubject,
        fc.nat({ max: 5000 }),
        fc.nat({ max: 5000 }),
        fc.integer({ min: 1, max: 200 }),
        async (which, from, to, length) => {
          const subject = subjectOf(which);
          const { document } = subject;
          const part = document.subarray(from % document.length).subarray(0, length);
          const changed = Uint8Array.from(document);
          changed.set(
            part.subarray(0, document.length - (to % document.length)),
            to % document.length,
          );
          if (changed.every((byte, index) => byte === document[index])) return;
          expect(await verdictOf(subject, changed)).not.toBe("affirming");
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe("random bytes", () => {
  const sign1 = fc
    .uint8Array({ maxLength: 400 })
    .map((bytes) => Uint8Array.of(0x84, 0x44, ...bytes));
  it("are refused without an exception, by verification and inspection alike", async () => {
    const crypto = webCrypto(globalThis.crypto.subtle);
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 400 }), sign1), async (bytes) => {
        const evidenceType = "aws-nitro-document" as const;
        const { verdict } = await appraise({ evidence: toBase64(bytes), evidenceType });
        expect(["contraindicated", "refused"]).toContain(verdict);
        expect((await inspectEvidence({ evidence: bytes, evidenceType, crypto })).ok).toBe(true);
      }),
      { numRuns: 400 },
    );
  });
});

describe("the inspector", () => {
  const everyField = (fields: readonly Field[]): readonly Field[] =>
    fields.flatMap((field) => [field, ...everyField(field.children)]);

  it("places each field inside its parent, under an id of its own, however the bytes are broken", async () => {
    const crypto = webCrypto(globalThis.crypto.subtle);
    await fc.assert(
      fc.asyncProperty(anySubject, fc.nat(), async (which, seed) => {
        const { document } = subjectOf(which);
        const evidence =
          seed % 3 === 0 ? document : flipped(document, seed % document.length, 0x20);
        const inspected = await inspectEvidence({
          evidence,
          evidenceType: "aws-nitro-document",
          crypto,
        });
        if (!inspected.ok) throw new Error(inspected.failure.detail);
        const all = everyField(inspected.value.fields);
        expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
        for (const field of all) {
          expect(field.offset + field.length).toBeLessThanOrEqual(evidence.length);
          for (const child of field.children) {
            expect(child.offset).toBeGreaterThanOrEqual(field.offset);
            expect(child.offset + child.length).toBeLessThanOrEqual(field.offset + field.length);
          }
        }
      }),
      { numRuns: 150 },
    );
  });
});

import fc from "fast-check";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { toBase64 } from "@/lib/bytes/base64";
import { webCrypto } from "@/lib/crypto/web-crypto";
import type { Field } from "@/lib/rats/inspection";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import { flipped, joinBytes } from "@/lib/simulator/byte-writer";
import { inspectEvidence } from "./inspect-evidence";
import { appraise } from "./testing/appraise-minted";
import { armRequest, mintToken } from "./testing/appraise-arm";

// Hundreds of appraisals each: slow machines need more than the usual five seconds.
vi.setConfig({ testTimeout: 60_000 });

interface Subject {
  readonly name: string;
  readonly document: Uint8Array;
  readonly request: VerificationRequest;
}

const subjects: Subject[] = [];
beforeAll(async () => {
  for (const token of ["cca", "psa"] as const) {
    for (const isLegacy of [false, true]) {
      const minted = await mintToken({ token, isLegacy });
      const name = `${token}, legacy: ${isLegacy}`;
      subjects.push({ name, document: minted.evidence, request: armRequest(minted) });
    }
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

describe("tokens that were changed", () => {
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
});

describe("random bytes", () => {
  const heads = [
    [0xd9, 0x01, 0x8f],
    [0xd2, 0x84],
    [0xd1, 0x84],
    [0xd9, 0x03, 0x8b],
  ];
  const anyBytes = fc.tuple(fc.constantFrom(...heads, []), fc.uint8Array({ maxLength: 300 }));
  it("are refused without an exception, by verification and inspection alike", async () => {
    const crypto = webCrypto(globalThis.crypto.subtle);
    await fc.assert(
      fc.asyncProperty(anyBytes, async ([head, rest]) => {
        const bytes = Uint8Array.from([...head, ...rest]);
        const evidenceType = "arm-cca-token" as const;
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
          evidenceType: "arm-cca-token",
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

  it("names the claims of both tokens", async () => {
    const [cca] = subjects;
    const inspected = await inspectEvidence({
      evidence: cca?.document ?? new Uint8Array(0),
      crypto: webCrypto(globalThis.crypto.subtle),
    });
    if (!inspected.ok) throw new Error(inspected.failure.detail);
    const ids = everyField(inspected.value.fields).map(({ id }) => id);
    expect(inspected.value.stoppedAt).toBeNull();
    expect(ids).toEqual(
      expect.arrayContaining([
        "platform.protected.alg",
        "platform.claims.challenge",
        "platform.claims.softwareComponents.1.signerId",
        "realm.claims.initialMeasurement",
        "realm.claims.extensibleMeasurements.3",
        "realm.signature",
      ]),
    );
  });
});

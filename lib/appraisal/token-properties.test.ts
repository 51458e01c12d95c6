import fc from "fast-check";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { toBase64 } from "@/lib/bytes/base64";
import type { EvidenceType } from "@/lib/rats/evidence-type";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import { flipped } from "@/lib/simulator/byte-writer";
import { mintNvidia } from "@/lib/simulator/nvidia/mint-nvidia";
import { mintGcp } from "@/lib/simulator/tokens/mint-gcp";
import { mintIta } from "@/lib/simulator/tokens/mint-ita";
import { mintMaa, SIMULATED_MAA_ISSUER } from "@/lib/simulator/tokens/mint-maa";
import { mintCommitment } from "@/lib/simulator/vendor/mint-commitment";
import { inspectEvidence } from "./inspect-evidence";
import { appraise, offlineContext, mintedRequest } from "./testing/appraise-minted";
import { tokenPki } from "./testing/appraise-token";

// Hundreds of appraisals each: slow machines need more than the usual five seconds.
vi.setConfig({ testTimeout: 60_000 });

interface Subject {
  readonly type: EvidenceType;
  readonly bytes: Uint8Array;
  readonly request: VerificationRequest;
}
const subjects: Subject[] = [];

beforeAll(async () => {
  const policy = { extends: "relaxed" as const, token: { issuers: [SIMULATED_MAA_ISSUER] } };
  const minted = [
    ["gcp-confidential-space-token", await mintGcp({ pki: await tokenPki("RS256") }), "relaxed"],
    ["azure-maa-token", await mintMaa({ pki: await tokenPki("RS256") }), policy],
    ["intel-trust-authority-token", await mintIta({ pki: await tokenPki("PS384") }), "relaxed"],
    [
      "nvidia-nras-token",
      await mintNvidia({ pki: await tokenPki("ES384"), devices: 2 }),
      "relaxed",
    ],
    ["vendor-commitment", await mintCommitment({ pki: await tokenPki("EdDSA") }), "relaxed"],
    [
      "vendor-commitment",
      await mintCommitment({ pki: await tokenPki("ES256"), form: "flattened JSON" }),
      "relaxed",
    ],
  ] as const;
  for (const [type, one, rules] of minted) {
    subjects.push({ type, bytes: one.evidence, request: mintedRequest(one, { policy: rules }) });
  }
});

async function verdictOf({ request, type }: Subject, bytes: Uint8Array, isTyped: boolean) {
  const evidenceType = isTyped ? { evidenceType: type } : {};
  return (await appraise({ ...request, ...evidenceType, evidence: toBase64(bytes) })).verdict;
}

const position = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const which = fc.nat({ max: 5 });
/** In the JSON forms these may stand anywhere between values. */
const isSpace = (byte: number | undefined) => [0x09, 0x0a, 0x0d, 0x20].includes(byte ?? 0);

describe("tokens that were changed", () => {
  it("are affirmed as they stand", async () => {
    for (const subject of subjects) {
      expect(await verdictOf(subject, subject.bytes, false), subject.type).toBe("affirming");
    }
  });

  it("are never affirmed with one bit flipped anywhere", async () => {
    await fc.assert(
      fc.asyncProperty(
        which,
        position,
        fc.nat({ max: 7 }),
        fc.boolean(),
        async (index, at, bit, isTyped) => {
          const subject = subjects[index];
          if (!subject) return;
          const byte = Math.floor(at * subject.bytes.length);
          const changed = flipped(subject.bytes, byte, 1 << bit);
          if (isSpace(subject.bytes[byte]) && isSpace(changed[byte])) return;
          const verdict = await verdictOf(subject, changed, isTyped);
          expect(verdict, `${subject.type}, bit ${bit} of byte ${byte}`).not.toBe("affirming");
        },
      ),
      { numRuns: 400 },
    );
  });

  it("are never affirmed when they are cut short, or when something follows", async () => {
    await fc.assert(
      fc.asyncProperty(
        which,
        position,
        fc.uint8Array({ minLength: 1, maxLength: 4 }),
        async (index, at, tail) => {
          const subject = subjects[index];
          if (!subject) return;
          const cut = subject.bytes.subarray(0, Math.floor(at * subject.bytes.length));
          expect(await verdictOf(subject, cut, true)).toBe("contraindicated");
          if (tail.every(isSpace)) return;
          const longer = Uint8Array.from([...subject.bytes, ...tail]);
          expect(await verdictOf(subject, longer, true)).toBe("contraindicated");
        },
      ),
      { numRuns: 150 },
    );
  });

  it("never make anything throw, whatever the bytes are", async () => {
    await fc.assert(
      fc.asyncProperty(
        which,
        position,
        fc.oneof(
          fc.uint8Array({ maxLength: 512 }),
          fc.json().map((text) => new TextEncoder().encode(text)),
        ),
        async (index, at, tail) => {
          const subject = subjects[index];
          if (!subject) return;
          const head = subject.bytes.subarray(0, Math.floor(at * subject.bytes.length));
          const { crypto } = offlineContext();
          for (const evidence of [tail, Uint8Array.from([...head, ...tail])]) {
            expect(await verdictOf(subject, evidence, true)).not.toBe("affirming");
            expect(await verdictOf(subject, evidence, false)).not.toBe("affirming");
            await inspectEvidence({ evidence, evidenceType: subject.type, crypto });
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it("are never affirmed under a key set with one member changed", async () => {
    const subject = subjects[0];
    const [jwk = {}] = subject?.request.endorsements?.jwks?.keys ?? [];
    if (!subject) return;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("kty", "n", "kid", "use", "alg", "x5c"),
        fc.jsonValue(),
        async (name, value) => {
          if (JSON.stringify(jwk[name]) === JSON.stringify(value)) return;
          const keys = [{ ...jwk, [name]: value }];
          const request = { ...subject.request, endorsements: { jwks: { keys } } };
          expect((await appraise(request)).verdict).not.toBe("affirming");
        },
      ),
      { numRuns: 200 },
    );
  });
});

import { createPublicKey, verify } from "node:crypto";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { toBase64 } from "@/lib/bytes/base64";
import { utf8Bytes } from "@/lib/bytes/text";
import { webCrypto } from "@/lib/crypto/web-crypto";
import { parseAttest } from "@/lib/formats/tpm/attest";
import { parsePublicArea } from "@/lib/formats/tpm/public-area";
import { parseSignature } from "@/lib/formats/tpm/signature";
import type { Field } from "@/lib/rats/inspection";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import { flipped } from "@/lib/simulator/byte-writer";
import type { TpmKeyKind } from "@/lib/simulator/tpm/tpm-key";
import { inspectEvidence } from "./inspect-evidence";
import { appraise, mintedRequest } from "./testing/appraise-minted";
import { mintQuote, mintSnpVm, mintTdxVm, sharedTpmPki } from "./testing/appraise-tpm";

// Hundreds of appraisals each: slow machines need more than the usual five seconds.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

interface Subject {
  readonly name: string;
  readonly evidence: Uint8Array;
  readonly request: VerificationRequest;
}

const subjects: Subject[] = [];
beforeAll(async () => {
  const minted = {
    "tpm-quote": await mintQuote(),
    "tpm-quote by P-256": await mintQuote({ keyKind: "p-256" }),
    "azure-snp-vtpm": await mintSnpVm(),
    "azure-tdx-vtpm": await mintTdxVm(),
  };
  for (const [name, piece] of Object.entries(minted)) {
    const { evidence } = piece;
    subjects.push({ name, evidence, request: mintedRequest(piece) });
  }
});

const anySubject = fc.nat({ max: 63 });
const subjectOf = (which: number): Subject => {
  const subject = subjects[which % subjects.length];
  if (!subject) throw new Error("there is no subject");
  return subject;
};
const verdictOf = async ({ request }: Subject, evidence: Uint8Array) =>
  (await appraise({ ...request, evidence: toBase64(evidence) })).verdict;
const anyPosition = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

/**
 * Letters that nothing judges: names of vouched-for configuration are hashed, so what is left is the container itself. A
 * letter's case in hex means the same; a TDREPORT's CPUSVN and MAC are verifiable by nobody, and the header's request type
 * is neither signed nor used.
 */
function meansTheSame(a: Uint8Array, b: Uint8Array): boolean {
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  try {
    return canonical(text(a)) === canonical(text(b));
  } catch {
    return false;
  }
}

function canonical(text: string): string {
  const parsed: Record<string, unknown> = JSON.parse(text);
  const { version = 1, hcl_report, tpm_quote, vcek, td_quote } = parsed;
  // Azure's container may have members that we don't know.
  const known = hcl_report ? { version, hcl_report, tpm_quote, vcek, td_quote } : parsed;
  return JSON.stringify(known, (name, value: unknown) => {
    if (typeof value !== "string") return value;
    if (name === "hcl_report") {
      const bytes = Buffer.from(value, "base64url");
      bytes.fill(0, 0x0c, 0x10);
      const isTdx = bytes.readUInt32LE(0x4c8) === 4;
      if (isTdx) bytes.fill(0, 0x30, 0x40).fill(0, 0x100, 0x120);
      return bytes.toString("hex");
    }
    // What is blank after a certificate's armour is not part of it.
    return /^[0-9a-fA-F]+$/.test(value) ? value.toLowerCase() : value.trimEnd();
  });
}

describe("TPM evidence that was changed", () => {
  it("is affirmed as it stands", async () => {
    for (const subject of subjects) {
      expect(await verdictOf(subject, subject.evidence), subject.name).toBe("affirming");
    }
  });

  it("is never affirmed with one bit flipped that means anything", async () => {
    await fc.assert(
      fc.asyncProperty(anySubject, anyPosition, fc.nat({ max: 7 }), async (which, at, bit) => {
        const subject = subjectOf(which);
        const index = Math.floor(at * subject.evidence.length);
        const changed = flipped(subject.evidence, index, 1 << bit);
        if (meansTheSame(changed, subject.evidence)) return;
        const verdict = await verdictOf(subject, changed);
        expect(verdict, `${subject.name}, bit ${bit} of byte ${index}`).not.toBe("affirming");
      }),
      { numRuns: 500 },
    );
  });

  it("is never affirmed when cut short or when bytes follow", async () => {
    await fc.assert(
      fc.asyncProperty(anySubject, anyPosition, async (which, at) => {
        const subject = subjectOf(which);
        const { evidence } = subject;
        const cut = evidence.subarray(0, Math.floor(at * evidence.length));
        expect(await verdictOf(subject, cut)).not.toBe("affirming");
        const longer = Uint8Array.from([...evidence, 0x7d]);
        expect(await verdictOf(subject, longer)).not.toBe("affirming");
      }),
      { numRuns: 150 },
    );
  });

  it("is never affirmed with a random quote in place of the signed one", async () => {
    const { attest } = await mintQuote();
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: attest.length - 1 }), fc.nat({ max: 7 }), async (at, bit) => {
        const changed = flipped(attest, at, 1 << bit);
        const minted = await mintQuote({
          members: (members) => ({ ...members, attest: toBase64(changed) }),
        });
        expect((await appraise(mintedRequest(minted))).verdict).toBe("contraindicated");
      }),
      { numRuns: 200 },
    );
  });
});

describe("random bytes", () => {
  it("are refused by every reader without an exception", async () => {
    const crypto = webCrypto(globalThis.crypto.subtle);
    const attestLike = fc
      .uint8Array({ maxLength: 300 })
      .map((bytes) => Uint8Array.of(0xff, 0x54, 0x43, 0x47, 0x80, 0x18, ...bytes));
    const json = fc
      .record({ attest: fc.base64String(), signature: fc.base64String(), pcrs: fc.json() })
      .map((members) => utf8Bytes(JSON.stringify(members)));
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.uint8Array({ maxLength: 400 }), attestLike, json),
        fc.constantFrom("tpm-quote", "azure-snp-vtpm", "azure-tdx-vtpm"),
        async (bytes, evidenceType) => {
          parseAttest(bytes);
          parseSignature(bytes);
          parsePublicArea(bytes);
          const { verdict } = await appraise({ evidence: toBase64(bytes), evidenceType });
          expect(["contraindicated", "refused"]).toContain(verdict);
          expect((await inspectEvidence({ evidence: bytes, evidenceType, crypto })).ok).toBe(true);
        },
      ),
      { numRuns: 500 },
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
        const { evidence: whole } = subjectOf(which);
        const evidence = seed % 3 === 0 ? whole : flipped(whole, seed % whole.length, 0x01);
        const inspected = await inspectEvidence({
          evidence,
          evidenceType: (["tpm-quote", "tpm-quote", "azure-snp-vtpm", "azure-tdx-vtpm"] as const)[
            which % 4
          ],
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

describe("beside other implementations", () => {
  it.each<TpmKeyKind>(["rsa-2048", "p-256", "p-384"])(
    "OpenSSL reads the SubjectPublicKeyInfo made of the public area of a %s key as WebCrypto's",
    async (keyKind) => {
      const { publicArea } = await mintQuote({ keyKind });
      const area = parsePublicArea(publicArea);
      if (!area.ok) throw new Error(area.failure.detail);
      const spki = (await sharedTpmPki()).aks[keyKind].spki;
      expect(area.value.spki).toEqual(spki);
      const key = createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" });
      expect(key.export({ format: "der", type: "spki" })).toEqual(Buffer.from(spki));
    },
  );

  it("OpenSSL on the command line and we agree on good and on changed quotes", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "attestry-tpm-"));
    try {
      for (const keyKind of ["rsa-2048", "p-256"] as const) {
        const spki = (await sharedTpmPki()).aks[keyKind].spki;
        const pem = createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" });
        writeFileSync(path.join(folder, "key.pem"), pem.export({ format: "pem", type: "spki" }));
        for (const isChanged of [false, true]) {
          const minted = await mintQuote({
            keyKind,
            ...(isChanged ? { signature: (bytes: Uint8Array) => flipped(bytes, 20) } : {}),
          });
          writeFileSync(path.join(folder, "attest"), minted.attest);
          const der =
            keyKind === "p-256" ? ecdsaDer(minted.signature) : minted.signature.subarray(6);
          writeFileSync(path.join(folder, "signature"), der);
          const ours = (await appraise(mintedRequest(minted))).verdict;
          expect(ours).toBe(isChanged ? "contraindicated" : "affirming");
          expect(opensslVerifies(folder)).toBe(!isChanged);
        }
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("node:crypto accepts the RSAPSS signatures that we accept", async () => {
    const minted = await mintQuote({ scheme: "RSAPSS" });
    const spki = (await sharedTpmPki()).aks["rsa-2048"].spki;
    const key = createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" });
    const options = { key, padding: 6, saltLength: 32 }; // RSA_PKCS1_PSS_PADDING
    expect(verify("sha256", minted.attest, options, minted.signature.subarray(6))).toBe(true);
    expect((await appraise(mintedRequest(minted))).verdict).toBe("affirming");
  });
});

function opensslVerifies(folder: string): boolean {
  const files = ["-verify", "key.pem", "-signature", "signature", "attest"];
  try {
    execFileSync("openssl", ["dgst", "-sha256", ...files], { cwd: folder, stdio: "pipe" });
    return true;
  } catch {
    return false;
  }
}

/** r and s of a TPMT_SIGNATURE with P-256 as OpenSSL wants them. */
function ecdsaDer(signature: Uint8Array): Uint8Array {
  const integers = [signature.subarray(6, 38), signature.subarray(40, 72)].map((value) => {
    const start = value.findIndex((byte) => byte !== 0);
    const bytes = value.subarray(start);
    return (bytes[0] ?? 0) >= 0x80 ? [0, ...bytes] : [...bytes];
  });
  const body = integers.flatMap((bytes) => [0x02, bytes.length, ...bytes]);
  return Uint8Array.from([0x30, body.length, ...body]);
}

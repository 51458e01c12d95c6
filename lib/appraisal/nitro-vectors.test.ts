import { execFileSync } from "node:child_process";
import { createHash, verify, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it, vi } from "vitest";
import { toBase64 } from "@/lib/bytes/base64";
import { webCrypto } from "@/lib/crypto/web-crypto";
import { signatureInput } from "@/lib/formats/cose/sign1";
import { parseNitroDocument } from "@/lib/formats/nitro/document";
import { flipped } from "@/lib/simulator/byte-writer";
import { derSignature } from "@/lib/simulator/signing-key";
import { AWS_NITRO_ROOT_G1, BUILT_IN_ANCHORS } from "@/lib/trust/trust-anchors";
import { inspectEvidence } from "./inspect-evidence";
import { appraise } from "./testing/appraise-minted";
import { NITRO_VECTORS, readNitroVector } from "./testing/nitro-vectors";

// Hundreds of appraisals: slow machines need more than the usual five seconds.
vi.setConfig({ testTimeout: 60_000 });

const allowDebug = { extends: "strict" as const, allowDebug: true };

describe.each(NITRO_VECTORS)("nitro/%s", (name) => {
  const vector = readNitroVector(name);
  if (vector === null) {
    const reason = `nitro/${name} is skipped: ../shared/vectors is not here`;
    console.warn(reason);
    it.skip(reason);
    return;
  }
  const { document, expected, verifyAt, window } = vector;
  const isDebug = expected.onlyWith?.allowDebug === true;
  const request = { evidence: toBase64(document), verifyAt };

  it("has the verdict of its case", async () => {
    const strict = await appraise({ ...request, policy: "strict" });
    if (!isDebug) {
      expect(strict).toMatchObject({ verdict: "affirming", codes: [] });
      expect(strict.result).toMatchObject({ assurance: "hardware", simulated: false });
      return;
    }
    expect(strict.verdict).toBe("contraindicated");
    expect(strict.codes).toContain("DEBUG_ENABLED");
    const allowed = await appraise({
      ...request,
      policy: { ...allowDebug, minSecurityLevel: "basic" },
    });
    expect(allowed).toMatchObject({ verdict: "warning", codes: ["DEBUG_ENABLED"] });
    expect(allowed.result?.assurance).toBe("hardware-debug");
  });

  it("says what its case says", async () => {
    const { result } = await appraise(request);
    expect(result?.evidenceType).toBe("aws-nitro-document");
    expect(result?.claims).toMatchObject({
      debug: isDebug,
      hardware: { moduleId: expected.moduleId },
      attributes: {
        userData: expected.userData,
        timestamp: new Date(expected.timestampMs).toISOString(),
      },
    });
    expect(result?.claims?.attributes).not.toHaveProperty("nonce");
    expect(result?.claims?.attributes).not.toHaveProperty("publicKey");
    expect(result?.claims?.measurements).toEqual(
      Object.fromEntries(
        Object.entries(expected.pcrs).map(([index, value]) => [`pcr${index}`, value]),
      ),
    );
    const certificates = expected.certificates.toReversed();
    expect(result?.chain.map(({ notBefore, notAfter }) => ({ notBefore, notAfter }))).toEqual(
      certificates.map(({ notBefore, notAfter }) => ({ notBefore, notAfter })),
    );
    expect(result?.chain.at(-1)?.sha256).toBe(expected.rootSha256);
  });

  it("is refused a second outside the validity of its certificates", async () => {
    const outside = [Date.parse(window.notBefore) - 1000, Date.parse(window.notAfter) + 1000];
    for (const time of outside) {
      const { verdict, codes } = await appraise({
        ...request,
        verifyAt: new Date(time).toISOString(),
        policy: allowDebug,
      });
      expect(verdict).toBe("contraindicated");
      expect(codes).toContain("CERT_EXPIRED");
    }
  });

  it("is accepted with its own user data only", async () => {
    const policy = { ...allowDebug, minSecurityLevel: "basic" as const };
    const own = await appraise({ ...request, policy, expected: { userData: expected.userData } });
    expect(own.verdict).toBe(isDebug ? "warning" : "affirming");
    const other = await appraise({ ...request, policy, expected: { userData: "00".repeat(63) } });
    expect(other.codes).toContain("USER_DATA_MISMATCH");
    const nonce = await appraise({ ...request, policy, expected: { nonce: "00".repeat(32) } });
    expect(nonce.codes).toContain("NONCE_MISMATCH");
  });

  it("is refused with any changed byte of its members", async () => {
    const policy = { ...allowDebug, minSecurityLevel: "basic" as const };
    for (let index = 0; index < document.length; index += 29) {
      const changed = { ...request, policy, evidenceType: "aws-nitro-document" as const };
      const { verdict } = await appraise({
        ...changed,
        evidence: toBase64(flipped(document, index, 0x10)),
      });
      expect(verdict, `byte ${index}`).toBe("contraindicated");
    }
  });

  it("verifies with OpenSSL and Node over the same bytes, and not over changed ones", () => {
    const parsed = parseNitroDocument(document);
    if (!parsed.ok) throw new Error(parsed.failure.detail);
    const { sign1, certificate } = parsed.value;
    const data = signatureInput(sign1);
    const key = new X509Certificate(certificate).publicKey;
    const byNode = (bytes: Uint8Array) =>
      verify("sha384", bytes, { key, dsaEncoding: "ieee-p1363" }, sign1.signature);
    expect(byNode(data)).toBe(true);
    expect(byNode(flipped(data, -1))).toBe(false);

    const folder = mkdtempSync(path.join(tmpdir(), "nitro-"));
    const file = (fileName: string, content: Uint8Array | string) => {
      const full = path.join(folder, fileName);
      writeFileSync(full, content);
      return full;
    };
    const pem = file("key.pem", key.export({ type: "spki", format: "pem" }).toString());
    const signature = file("signature", derSignature(sign1.signature));
    const byOpenSsl = (bytes: Uint8Array) => {
      const options = ["-sha384", "-verify", pem, "-signature", signature, file("data", bytes)];
      try {
        return execFileSync("openssl", ["dgst", ...options], { encoding: "utf8", stdio: "pipe" });
      } catch {
        return "refused";
      }
    };
    try {
      expect(byOpenSsl(data)).toContain("Verified OK");
      expect(byOpenSsl(flipped(data, -1))).toBe("refused");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("shows every member with its place", async () => {
    const inspected = await inspectEvidence({
      evidence: document,
      crypto: webCrypto(globalThis.crypto.subtle),
    });
    if (!inspected.ok) throw new Error(inspected.failure.detail);
    const { fields, certificates, stoppedAt } = inspected.value;
    expect(stoppedAt).toBeNull();
    expect(certificates.map(({ sha256 }) => sha256).at(-1)).toBe(expected.rootSha256);
    const payload = fields.find(({ id }) => id === "payload");
    const userData = payload?.children.find(({ id }) => id === "payload.user_data");
    expect(userData?.value).toBe(expected.userData);
    const end = (userData?.offset ?? 0) + (userData?.length ?? 0);
    const last = document.subarray(end - 64, end);
    expect(Buffer.from(last).toString("hex")).toBe(expected.userData);
    // Everything but the array's own head is some field.
    expect(fields.reduce((sum, { length }) => sum + length, 0)).toBe(document.length - 1);
  });
});

it("pitfall 56: the pinned root is the certificate's digest, not the one of the file that AWS distributes", () => {
  const zipSha256 = "8cf60e2b2efca96c6a9e71e851d00c1b6991cc09eadbe64a6a1d1b1eb9faff7c";
  expect(BUILT_IN_ANCHORS).toContain(AWS_NITRO_ROOT_G1);
  expect(AWS_NITRO_ROOT_G1.sha256).not.toBe(zipSha256);
  const vector = readNitroVector("dstack-nitro");
  if (vector === null) {
    console.warn("the root's own bytes are not here: ../shared/vectors is missing");
    return;
  }
  const parsed = parseNitroDocument(vector.document);
  const root = parsed.ok ? (parsed.value.bundle[0] ?? new Uint8Array(0)) : new Uint8Array(0);
  expect(createHash("sha256").update(root).digest("hex")).toBe(AWS_NITRO_ROOT_G1.sha256);
  const { publicKey } = new X509Certificate(root);
  const spki = publicKey.export({ type: "spki", format: "der" });
  expect(createHash("sha256").update(spki).digest("hex")).toBe(AWS_NITRO_ROOT_G1.spkiSha256);
});

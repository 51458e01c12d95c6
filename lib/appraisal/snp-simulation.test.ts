import { createHash, verify, X509Certificate } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { sevSnpScheme } from "@/lib/evidence/sev-snp";
import { pattern } from "@/lib/simulator/byte-writer";
import type { SimulatedEvidence } from "@/lib/simulator/simulated-evidence";
import { simulateSnp } from "@/lib/simulator/amd/simulate-snp";
import { toBase64 } from "@/lib/bytes/base64";
import { toHex } from "@/lib/bytes/hex";
import { testSubtle } from "@/lib/simulator/testing/test-keys";
import { appraise } from "./testing/appraise-minted";
import { mintSnpShared, sharedAmdPki } from "./testing/appraise-snp";

const options = {
  at: new Date("2026-08-01T12:00:00.500Z"),
  nonce: pattern(60, 32),
  measurements: { measurement: toHex(pattern(61, 48)), hostData: toHex(pattern(62, 32)) },
  debug: false,
  tcb: "UpToDate",
} as const;

beforeAll(async () => void (await sharedAmdPki()), 60_000);

function requestOf(made: SimulatedEvidence) {
  return {
    evidence: toBase64(made.evidence),
    endorsements: made.endorsements,
    trustAnchors: made.trustAnchors,
    verifyAt: options.at.toISOString(),
    policy: "relaxed",
  };
}

describe("simulateSnp", () => {
  it("makes a report of what was asked for", async () => {
    const made = await simulateSnp.simulate(options, testSubtle());
    const { verdict, result } = await appraise({
      ...requestOf(made),
      expected: { nonce: toHex(options.nonce) },
    });
    expect(verdict).toBe("affirming");
    expect(result?.assurance).toBe("simulated");
    expect(result?.claims?.measurements).toMatchObject(options.measurements);
  }, 60_000);

  it("makes a debug guest, and one with old firmware", async () => {
    const made = await simulateSnp.simulate(
      { ...options, debug: true, tcb: "OutOfDate" },
      testSubtle(),
    );
    const { reasons, result } = await appraise(requestOf(made));
    expect(reasons).toEqual(["DEBUG_ENABLED policy.debug"]);
    expect(result?.claims?.tcb["snp"]).toBe("5");
  }, 60_000);

  it("refuses measurements that a report has no place for", async () => {
    const wrong = { ...options, measurements: { mrtd: "00" } };
    await expect(simulateSnp.simulate(wrong, testSubtle())).rejects.toThrow(RangeError);
  });
});

describe("what is minted", () => {
  it("is signed as OpenSSL sees it: ECDSA P-384 with SHA-384 over 672 bytes", async () => {
    const { evidence, certificates } = await mintSnpShared();
    const r = Buffer.from(evidence.subarray(0x2a0, 0x2a0 + 48)).reverse();
    const s = Buffer.from(evidence.subarray(0x2e8, 0x2e8 + 48)).reverse();
    const key = new X509Certificate(certificates.key).publicKey;
    const isSigned = verify(
      "sha384",
      evidence.subarray(0, 0x2a0),
      { key, dsaEncoding: "ieee-p1363" },
      Buffer.concat([r, s]),
    );
    expect(isSigned).toBe(true);
  });

  it("has a chain that OpenSSL accepts link by link", async () => {
    const { certificates } = await mintSnpShared();
    const [ark, ask, key] = [certificates.ark, certificates.ask, certificates.key].map(
      (der) => new X509Certificate(der),
    );
    expect(ark?.verify(ark.publicKey)).toBe(true);
    expect(ark && ask?.verify(ark.publicKey)).toBe(true);
    expect(ask && key?.verify(ask.publicKey)).toBe(true);
    expect(ark?.subject).toContain("O=Attestry Simulation");
  });

  it("names an id key by the SHA-384 of its 1028 bytes", async () => {
    const { keys } = await sharedAmdPki();
    const blob = Buffer.alloc(1028);
    blob.writeUInt32LE(2, 0); // P-384
    Buffer.from(keys.chip.point.subarray(0, 48)).reverse().copy(blob, 4);
    Buffer.from(keys.chip.point.subarray(48)).reverse().copy(blob, 0x4c);
    const digest = createHash("sha384").update(blob).digest();
    const minted = await mintSnpShared({ report: { idKeyDigest: digest } });
    const { verdict } = await appraise({
      evidence: toBase64(minted.evidence),
      endorsements: minted.endorsements,
      trustAnchors: minted.trustAnchors,
      verifyAt: minted.at,
      policy: { extends: "relaxed", sevSnp: { idKeyDigest: [digest.toString("hex")] } },
    });
    expect(verdict).toBe("affirming");
  });

  it("is recognised by its content", async () => {
    const { evidence } = await mintSnpShared();
    expect(sevSnpScheme.recognises(evidence)).toBe(true);
    expect(sevSnpScheme.recognises(evidence.subarray(1))).toBe(false);
  });
});

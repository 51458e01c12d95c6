import { describe, expect, it } from "vitest";
import { toBase64 } from "@/lib/bytes/base64";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import { flipped } from "@/lib/simulator/byte-writer";
import { parseCertificate } from "@/lib/x509/certificate";
import { readCertificateText } from "@/lib/formats/snp/certificate-text";
import { appraise, offlineContext } from "./appraise-minted";
import { readSnpVector, SNP_VECTORS, type SnpVector } from "./snp-vectors";

/** All SEV-SNP evidence of the given set, judged with one backend. */
export function judgeSnpVectors(crypto: CryptoPort): void {
  const context = offlineContext({ crypto });
  describe.each(SNP_VECTORS)(`${crypto.name}: sev-snp/%s`, (name) => {
    const vector = readSnpVector(name);
    if (vector === null) {
      const reason = `sev-snp/${name} is skipped: ../shared/vectors is not here`;
      console.warn(reason);
      it.skip(reason);
      return;
    }
    const { expected } = vector;
    const needed = expected.onlyWith ?? {};
    const judge = (changes: Partial<VerificationRequest> = {}) =>
      appraise(
        {
          evidence: toBase64(vector.report),
          endorsements: { amd: vector.amd },
          verifyAt: vector.verifyAt,
          policy: { extends: "strict", ...needed },
          ...changes,
        },
        context,
      );

    it("is good under strict, with what its case says that it needs", async () => {
      const outcome = await judge();
      const isDebug = expected.onlyWith !== undefined;
      expect(outcome.reasons).toEqual(isDebug ? ["DEBUG_ENABLED policy.debug"] : []);
      expect(outcome.result?.assurance).toBe(isDebug ? "hardware-debug" : "hardware");
      const tolerant = await judge({ policy: { extends: "relaxed", ...needed } });
      expect(tolerant.verdict).toBe(isDebug ? "warning" : "affirming");
      expect(tolerant.result?.claimsVerified).toBe(true);
    });

    it("is refused by default when it is a debug guest, and only then", async () => {
      const { verdict, codes } = await judge({ policy: "relaxed" });
      expect(verdict).toBe(expected.onlyWith ? "contraindicated" : "affirming");
      if (expected.onlyWith) expect(codes).toContain("DEBUG_ENABLED");
    });

    it("decodes to the values that were read by hand", async () => {
      const { result } = await judge();
      expectClaims(vector, result?.claims ?? null);
      expect(result?.format["version"]).toBe(expected.reportVersion);
      expect(result?.chain).toHaveLength(3);
    });

    it("can't be decided without its certificates", async () => {
      const { verdict, codes } = await judge({ endorsements: {} });
      expect(verdict).toBe("indeterminate");
      expect(codes).toContain("COLLATERAL_UNAVAILABLE");
    });

    it("is not genuine any more when a byte of its signed part is changed", async () => {
      for (const offset of [0x50, 0x90, 0xc0, 0x140, 0x188 + 0x60]) {
        const evidence = toBase64(flipped(vector.report, offset, 0x10));
        const { verdict, codes } = await judge({ evidence });
        expect(verdict).toBe("contraindicated");
        expect(codes).toContain("REPORT_SIGNATURE_INVALID");
      }
    });

    it("fails a second before and a second after its key's validity", async () => {
      const text = vector.amd.vcek ?? vector.amd.vlek ?? "";
      const der = readCertificateText(text);
      const leaf = der.ok ? parseCertificate(der.value, "VCEK_CHAIN_INVALID") : der;
      if (!leaf.ok) throw new Error(leaf.failure.detail);
      for (const at of [leaf.value.notBefore - 1000, leaf.value.notAfter + 1000]) {
        const { codes } = await judge({ verifyAt: new Date(at).toISOString() });
        expect(codes).toContain("VCEK_EXPIRED");
      }
      for (const at of [leaf.value.notBefore, leaf.value.notAfter]) {
        const { codes } = await judge({ verifyAt: new Date(at).toISOString() });
        expect(codes).not.toContain("VCEK_EXPIRED");
      }
    });

    for (const [file] of Object.entries(expected.alternatives ?? {})) {
      it(`refuses ${file}, which the ASK did not issue`, async () => {
        const vcek = toBase64(vector.file(file));
        const { verdict, codes } = await judge({ endorsements: { amd: { ...vector.amd, vcek } } });
        expect(verdict).toBe("contraindicated");
        expect(codes).toContain("VCEK_CHAIN_INVALID");
      });
    }

    if (name === "google-milan-v2-vcek") {
      it("refuses the chain of VLEKs for its VCEK", async () => {
        const certChain = Buffer.from(vector.file("milan-vlek-chain.pem")).toString();
        const { codes } = await judge({ endorsements: { amd: { ...vector.amd, certChain } } });
        expect(codes).toContain("VCEK_CHAIN_INVALID");
      });
    }
  });
}

function expectClaims(
  { expected }: SnpVector,
  claims: NonNullable<Awaited<ReturnType<typeof appraise>>["result"]>["claims"],
): void {
  const { tcb, firmware } = expected;
  expect(claims).toMatchObject({
    measurements: {
      measurement: expected.measurement,
      hostData: expected.hostData,
      idKeyDigest: expected.idKeyDigest,
      authorKeyDigest: expected.authorKeyDigest,
    },
    reportData: expected.reportData,
    debug: expected.onlyWith !== undefined,
    hardware: {
      chipId: expected.chipId,
      product: expected.product.replace(/-.*/, ""),
      productName: expected.vekExtensions.productName,
    },
    tcb: {
      bootloader: `${tcb.reportedTcb.bootloader}`,
      tee: `${tcb.reportedTcb.tee}`,
      snp: `${tcb.reportedTcb.snp}`,
      microcode: `${tcb.reportedTcb.microcode}`,
      reportedTcb: tcb.reportedTcb.raw,
      committedTcb: tcb.committedTcb.raw,
      currentTcb: tcb.currentTcb.raw,
      launchTcb: tcb.launchTcb.raw,
      currentFirmware: firmware.current,
      committedFirmware: firmware.committed,
    },
    attributes: {
      signer: expected.signingKey.toLowerCase(),
      vmpl: `${expected.vmpl}`,
      guestSvn: `${expected.guestSvn}`,
      guestPolicy: expected.policy,
      platformInfo: expected.platformInfo,
      familyId: expected.familyId,
      imageId: expected.imageId,
      reportId: expected.reportId,
    },
  });
  expect(claims?.hardware["cspId"]).toBe(expected.vekExtensions.cspID);
}

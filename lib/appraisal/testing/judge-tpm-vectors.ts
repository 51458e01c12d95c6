import { describe, expect, it } from "vitest";
import { toBase64 } from "@/lib/bytes/base64";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import { appraise, offlineContext } from "./appraise-minted";
import { readTpmVector, TPM_VECTORS, type TpmVector } from "./tpm-vectors";

/** What is wrong when a byte of each part is changed. */
const SIGNED_PARTS = {
  "azure-snp-vtpm-v1": ["tpm_quote.message", "tpm_quote.signature", "hcl_report"],
  "azure-tdx-vtpm-live-with-collateral": ["tpm_quote.message", "hcl_report", "td_quote"],
  "azure-tdx-vtpm-v1": ["tpm_quote.message", "hcl_report", "td_quote"],
  "trustee-tpm-evidence": ["tpm_quote.message", "tpm_quote.signature"],
  "dstack-tpms-attest": [],
} as const;

/** All TPM evidence of the given set, judged with one backend under `strict`. */
export function judgeTpmVectors(crypto: CryptoPort): void {
  const context = offlineContext({ crypto });
  describe.each(TPM_VECTORS)(`${crypto.name}: tpm/%s`, (name) => {
    const vector = readTpmVector(name);
    if (vector === null) {
      const reason = `tpm/${name} is skipped: ../shared/vectors is not here`;
      console.warn(reason);
      it.skip(reason);
      return;
    }
    const { expected, evidence } = vector;
    const judge = (changes: Partial<VerificationRequest> = {}) =>
      appraise(
        {
          evidence: toBase64(evidence),
          endorsements: vector.endorsements,
          ...(vector.verifyAt === null ? {} : { verifyAt: vector.verifyAt }),
          ...(expected.nonce === undefined ? {} : { expected: { nonce: expected.nonce } }),
          ...changes,
        },
        context,
      );
    if (expected.verdict === "parse-only") {
      it("is read to its last byte, and never believed", async () => {
        const { verdict, codes, result } = await judge();
        expect(verdict).toBe("contraindicated");
        expect(codes).toEqual(["AK_UNTRUSTED", "PCR_SELECTION_MISMATCH", "TPM_SIGNATURE_INVALID"]);
        expect(result).toMatchObject({ evidenceType: "tpm-quote", claimsVerified: false });
        expect(result?.claims?.attributes).toMatchObject({
          extraData: expected["extraData"],
          qualifiedSigner: expected["qualifiedSigner"],
          clock: `${String(expected["clock"])}`,
          resetCount: `${String(expected["resetCount"])}`,
          tpmFirmwareVersion: expected["firmwareVersion"],
        });
      });
      return;
    }

    it("is genuine, and fresh", async () => {
      const { verdict, reasons, result } = await judge();
      if (name === "azure-tdx-vtpm-v1") {
        // No collateral of its platform is at hand, so whether it is patched can't be told.
        expect(verdict).toBe("indeterminate");
        expect(reasons).toEqual(["COLLATERAL_UNAVAILABLE submodule.hardware"]);
        const tolerant = await judge({
          policy: { extends: "strict", intel: { evaluateTcb: false } },
        });
        expect(tolerant.verdict).toBe("warning");
        return;
      }
      expect([verdict, reasons]).toEqual(["affirming", []]);
      expect(result?.claimsVerified).toBe(true);
      const isHardware = name !== "trustee-tpm-evidence";
      expect(result?.assurance).toBe(isHardware ? "hardware" : "vendor-signed");
      expect(result?.tcb?.status).toBe(expected.tcbStatus);
    });

    it("decodes to the values that were read by hand", async () => {
      const { result } = await judge();
      expectClaims(vector, result?.claims ?? null);
    });

    it("is refused with another nonce", async () => {
      const { verdict, codes } = await judge({ expected: { nonce: "00".repeat(32) } });
      expect(verdict).toBe("contraindicated");
      expect(codes).toContain("NONCE_MISMATCH");
    });

    it.each(SIGNED_PARTS[name])("is refused when a byte of %s is changed", async (part) => {
      const { verdict } = await judge({ evidence: withChangedLetter(evidence, part) });
      expect(verdict).toBe("contraindicated");
    });

    it("is refused when a PCR value is changed", async () => {
      const { codes } = await judge({ evidence: withChangedLetter(evidence, "tpm_quote.pcrs") });
      expect(codes).toEqual(
        name === "azure-tdx-vtpm-v1"
          ? ["PCR_DIGEST_MISMATCH", "COLLATERAL_UNAVAILABLE"]
          : ["PCR_DIGEST_MISMATCH"],
      );
    });

    if (name === "trustee-tpm-evidence") {
      it("is worth nothing when only the evidence itself names the key", async () => {
        const { verdict, codes } = await judge({ endorsements: {} });
        expect([verdict, codes]).toEqual(["contraindicated", ["AK_UNTRUSTED"]]);
      });
    }
  });
}

/** The JSON with one letter in the middle of a member changed into another of its alphabet. */
function withChangedLetter(evidence: Uint8Array, member: string): string {
  const text = new TextDecoder().decode(evidence);
  const value = member
    .split(".")
    .reduce<unknown>(
      (object, name) =>
        object instanceof Object ? Object.entries(object).find(([key]) => key === name)?.[1] : null,
      JSON.parse(text),
    );
  const whole = Array.isArray(value) ? String(value[3]) : String(value);
  // Of an HCL report: inside the runtime data, behind the hardware report.
  const at = member === "hcl_report" ? 2000 : Math.min(300, whole.length >> 1);
  const changed = `${whole.slice(0, at)}${whole[at] === "0" ? "1" : "0"}${whole.slice(at + 1)}`;
  return Buffer.from(text.replace(`"${whole}"`, `"${changed}"`)).toString("base64");
}

function expectClaims(
  { expected }: TpmVector,
  claims: NonNullable<Awaited<ReturnType<typeof appraise>>["result"]>["claims"],
): void {
  const { tpm, runtimeData } = expected;
  const pcrs = Object.entries(expected.pcrs?.sha256 ?? {});
  expect(pcrs).toHaveLength(24);
  expect(claims?.measurements).toMatchObject(
    Object.fromEntries(pcrs.map(([index, value]) => [`pcr${index}`, value])),
  );
  expect(claims?.attributes["extraData"]).toBe(expected.nonce);
  if (tpm) {
    expect(claims?.attributes).toMatchObject({
      clock: `${tpm.clock}`,
      resetCount: `${tpm.resetCount}`,
      restartCount: `${tpm.restartCount}`,
      clockIsSafe: `${tpm.safe === 1}`,
      tpmFirmwareVersion: tpm.firmwareVersion,
    });
  }
  for (const [name, value] of Object.entries(runtimeData?.["vm-configuration"] ?? {})) {
    expect(claims?.attributes[`vm.${name}`]).toBe(`${value}`);
  }
  const hardware = expected.snp ?? expected.tdx;
  if (hardware) expect(claims?.reportData).toBe(hardware.reportData);
  if (expected.snp) expect(claims?.measurements["measurement"]).toBe(expected.snp.measurement);
  if (expected.tdx) expect(claims?.measurements["mrtd"]).toBe(expected.tdx.mrTd);
}

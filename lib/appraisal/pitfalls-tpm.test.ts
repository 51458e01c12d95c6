import { describe, expect, it, vi } from "vitest";
import { toBase64 } from "@/lib/bytes/base64";
import { toHex } from "@/lib/bytes/hex";
import { pattern } from "@/lib/simulator/byte-writer";
import { defaultNonce, defaultPcrs } from "@/lib/simulator/tpm/mint-tpm";
import { appraise, mintedRequest } from "./testing/appraise-minted";
import { appraiseQuote, mintQuote, mintSnpVm, mintTdxVm } from "./testing/appraise-tpm";

// Making the RSA keys of an AMD machine takes seconds.
vi.setConfig({ testTimeout: 60_000 });

const firstEight = new Map([...defaultPcrs()].slice(0, 8));

describe("registers", () => {
  it("pitfall 44: a register that was not quoted is used by nobody", async () => {
    const altered = pattern(200, 32);
    const outcome = await appraiseQuote(
      { pcrs: firstEight, suppliedPcrs: (values) => new Map([...values, [8, altered]]) },
      { policy: { extends: "relaxed", tpm: { pcrs: { "8": [toHex(altered)] } } } },
    );
    expect(outcome.verdict).toBe("contraindicated");
    expect(outcome.reasons).toEqual([
      "PCR_SELECTION_MISMATCH tpm.pcrSelection",
      "MEASUREMENT_MISMATCH policy.tpm.pcrs.8",
    ]);
    expect(outcome.result?.claims?.measurements).not.toHaveProperty("pcr8");
  });

  it("pitfall 109: thousands of selections cost nothing", async () => {
    const selections = Array.from({ length: 5000 }, () => ({ bank: "sha256" as const, pcrs: [0] }));
    const minted = await mintQuote({ attest: { selections } });
    const request = mintedRequest(minted);
    await appraise(mintedRequest(await mintQuote())); // so that no time goes into warming up
    const start = performance.now();
    const { codes } = await appraise(request);
    expect(performance.now() - start).toBeLessThan(250);
    expect(codes).toEqual(["TPM_QUOTE_INVALID"]);
  });

  it("pitfall 113: expecting nothing, or an empty list, is not the same as accepting", async () => {
    const policy = (pcrs: Record<string, string[]>) => ({
      policy: { extends: "relaxed" as const, tpm: { pcrs } },
    });
    expect((await appraiseQuote({}, policy({ "7": [] }))).codes).toEqual(["MEASUREMENT_MISMATCH"]);
    const zeros = policy({ "7": ["00".repeat(32)] });
    expect((await appraiseQuote({}, zeros)).codes).toEqual(["MEASUREMENT_MISMATCH"]);
    for (const value of ["", "zz", "00"]) {
      const { codes } = await appraiseQuote({}, policy({ "7": [value] }));
      expect(codes).toEqual(["MEASUREMENT_MISMATCH"]);
    }
    const { result } = await appraiseQuote();
    const said = result?.checks.find(({ id }) => id === "policy.measurements");
    expect(said).toMatchObject({ status: "skip" });
  });
});

describe("the quote", () => {
  it("pitfall 49: a certification with the right nonce is no quote, and SHA-1 signs nothing", async () => {
    const certify = await appraiseQuote({ attest: { type: 0x8017, extraData: defaultNonce } });
    expect(certify.codes).toEqual(["TPM_QUOTE_INVALID"]);
    const sha1 = await appraiseQuote({ hash: "sha1" });
    expect(sha1.codes).toContain("TPM_ALGORITHM_REJECTED");
    expect(sha1.verdict).toBe("contraindicated");
  });

  it("pitfall 50: a key that only the evidence names proves nothing", async () => {
    const { verdict, codes } = await appraiseQuote({ vouchedBy: "nothing" });
    expect([verdict, codes]).toEqual(["contraindicated", ["AK_UNTRUSTED"]]);
  });

  it("pitfall 110: a quote without a nonce is refused where one is expected", async () => {
    const none = { nonce: new Uint8Array(0) };
    const expected = await appraiseQuote(none, { expected: { nonce: toHex(defaultNonce) } });
    expect(expected.codes).toEqual(["NONCE_MISMATCH"]);
    const required = await appraiseQuote(none, {
      policy: { extends: "relaxed", requireNonce: true },
    });
    expect(required.codes).toEqual(["NONCE_MISSING"]);
    const empty = await appraiseQuote(none, { expected: { nonce: "" } });
    expect(empty.verdict).not.toBe("affirming");
  });
});

describe("Azure", () => {
  it("pitfall 86: the runtime data is hashed as it stands, over exactly its declared size", async () => {
    for (const mint of [mintSnpVm, mintTdxVm]) {
      const spaced = await mint({ runtimeTextAfter: (text) => text.replace(",", ", ") });
      expect((await appraise(mintedRequest(spaced))).codes).toEqual(["HCL_BINDING_INVALID"]);
      const withinSize = await mint({ runtimeTextAfter: (text) => `${text}\0` });
      expect((await appraise(mintedRequest(withinSize))).verdict).toBe("contraindicated");
      const behindIt = await mint({ hcl: { trailing: new Uint8Array(64) } });
      expect((await appraise(mintedRequest(behindIt))).verdict).toBe("affirming");
    }
  });

  it("pitfall 97: a quote of another TPM with the same nonce does not belong to this machine", async () => {
    const nonce = pattern(40, 32);
    const expected = { nonce: toHex(nonce) };
    const vm = await mintSnpVm({ tpm: { nonce } });
    const other = await mintQuote({ nonce, keyKind: "rsa-2048" });
    const foreign = await mintSnpVm({
      members: (members) => ({
        ...members,
        tpm_quote: { ...Object(members["tpm_quote"]), signature: "00".repeat(256) },
      }),
      tpm: { nonce },
    });
    expect((await appraise(mintedRequest(vm, { expected }))).verdict).toBe("affirming");
    const mixed = await appraise(mintedRequest(foreign, { expected }));
    expect(mixed.codes).toEqual(["TPM_SIGNATURE_INVALID"]);
    // Two pieces in one request are judged each on its own, and the result says that nothing ties them.
    const { result } = await appraise(
      mintedRequest(vm, {
        expected,
        trustAnchors: [...vm.trustAnchors, ...other.trustAnchors],
        submodules: [{ name: "vtpm", evidence: toBase64(other.evidence) }],
      }),
    );
    const piece = result?.submodules?.find(({ name }) => name === "vtpm");
    expect(piece).toMatchObject({ evidenceType: "tpm-quote", binding: null });
  });

  it("pitfall 45: a report of the guest's own level is refused in every backend's core", async () => {
    const minted = await mintSnpVm({ snp: { report: { vmpl: 2 } } });
    expect((await appraise(mintedRequest(minted))).codes).toContain("HCL_BINDING_INVALID");
  });
});

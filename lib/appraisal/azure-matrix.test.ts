import { describe, expect, it, vi } from "vitest";
import { toHex } from "@/lib/bytes/hex";
import { EVIDENCE_SCHEMES } from "@/lib/evidence/registry";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import { flipped, pattern } from "@/lib/simulator/byte-writer";
import type { MintAzureSnpOptions, MintAzureTdxOptions } from "@/lib/simulator/azure/mint-azure";
import type { RuntimeFields } from "@/lib/simulator/azure/hcl-writer";
import { defaultNonce, defaultPcrs } from "@/lib/simulator/tpm/mint-tpm";
import { toPem } from "@/lib/x509/pem";
import { appraise, mintedRequest } from "./testing/appraise-minted";
import {
  itJudgesMinted,
  mintQuote,
  mintSnpVm,
  mintTdxVm,
  type MintedCase,
} from "./testing/appraise-tpm";

// Making the RSA keys of an AMD machine takes seconds.
vi.setConfig({ testTimeout: 60_000 });

/** What is said of the runtime data alone, so it must be said of both kinds. */
type SharedOptions = Pick<
  MintAzureSnpOptions & MintAzureTdxOptions,
  "tpm" | "runtimeData" | "runtimeText" | "runtimeTextAfter" | "reportData" | "hcl" | "members"
>;

const keys =
  (change: (keys: RuntimeFields["keys"]) => unknown) =>
  (fields: RuntimeFields): unknown => ({ ...fields, keys: change(fields.keys) });
const akWith = (changes: Readonly<Record<string, unknown>>) =>
  keys((list) => list.map((key) => (key["kid"] === "HCLAkPub" ? { ...key, ...changes } : key)));
const nonce = (bytes: Uint8Array): Partial<VerificationRequest> => ({
  expected: { nonce: toHex(bytes) },
});
const knobs = (tpm: object): Partial<VerificationRequest> => ({
  policy: { extends: "relaxed", tpm },
});
const unbound = (name: string, mint: SharedOptions): MintedCase<SharedOptions> => ({
  name,
  mint,
  code: "HCL_BINDING_INVALID",
  check: "hcl.runtimeData",
});
const unreadable = (
  name: string,
  hcl: SharedOptions["hcl"],
  code: MintedCase<SharedOptions>["code"] = "EVIDENCE_MALFORMED",
): MintedCase<SharedOptions> => ({ name, mint: { hcl: hcl ?? {} }, ...(code ? { code } : {}) });
const untrustedKey = (
  name: string,
  runtimeData: NonNullable<SharedOptions["runtimeData"]>,
): MintedCase<SharedOptions> => ({
  name,
  mint: { runtimeData },
  code: "AK_UNTRUSTED",
  check: "hcl.attestationKey",
});

const SHARED: readonly MintedCase<SharedOptions>[] = [
  { name: "a good VM" },
  { name: "the expected nonce", request: nonce(defaultNonce) },
  {
    name: "the user data that the guest chose",
    mint: { runtimeData: (fields) => ({ ...fields, "user-data": toHex(pattern(9, 64)) }) },
    request: { expected: { userData: toHex(pattern(9, 64)) } },
  },
  { name: "runtime data bound with SHA-384", mint: { hcl: { hashType: 2 } } },
  { name: "runtime data bound with SHA-512", mint: { hcl: { hashType: 3 } } },
  {
    name: "junk in the NV buffer behind the report",
    mint: { hcl: { trailing: pattern(3, 50) } },
    code: "EVIDENCE_TRAILING_BYTES",
    check: "hcl.trailingBytes",
    verdict: "warning",
  },
  { name: "nothing behind the report", mint: { hcl: { trailing: new Uint8Array(0) } } },
  { name: "secure boot as the policy wants it", request: knobs({ requireSecureBoot: true }) },
  {
    name: "secure boot off",
    mint: {
      runtimeData: (fields) => ({ ...fields, "vm-configuration": { "secure-boot": false } }),
    },
    request: knobs({ requireSecureBoot: true }),
    code: "MEASUREMENT_MISMATCH",
    check: "policy.tpm.requireSecureBoot",
  },
  {
    name: "PCR 4 not as pinned",
    request: knobs({ pcrs: { "4": [toHex(pattern(1, 32))] } }),
    code: "MEASUREMENT_MISMATCH",
    check: "policy.tpm.pcrs.4",
    follows: ["HARDWARE_NOT_PINNED"],
  },
  { name: "another nonce", request: nonce(pattern(1, 32)), code: "NONCE_MISMATCH" },
  {
    name: "other user data",
    request: { expected: { userData: toHex(pattern(9, 64)) } },
    code: "USER_DATA_MISMATCH",
  },
  unreadable("another signature of the HCL report", { signature: pattern(1, 4) }),
  unreadable("version 3 of the HCL report", { version: 3 }, "REPORT_FORMAT_UNSUPPORTED"),
  unreadable("version 2 of the runtime data", { dataVersion: 2 }, "REPORT_FORMAT_UNSUPPORTED"),
  unreadable("a report type that nobody knows", { reportType: 3 }),
  unreadable("a hash type that nobody knows", { hashType: 4 }),
  unreadable("a status that is not zero", { status: 1 }),
  unreadable("reserved bytes that are set", { reserved: pattern(1, 12) }),
  unreadable("a report size that is wrong", { reportSizeError: 1 }),
  unreadable("a data size that is wrong", { dataSizeError: 1 }),
  unreadable("a size of the runtime data that is wrong", { variableSizeError: 1 }),
  unreadable(
    "runtime data that ends early",
    {
      ...{ trailing: new Uint8Array(0), reportSizeError: 1, dataSizeError: 1 },
      variableSizeError: 1,
    },
    "EVIDENCE_TRUNCATED",
  ),
  unbound("a space in the runtime data after it was hashed", {
    runtimeTextAfter: (text) => text.replace(":", ": "),
  }),
  unbound("runtime data of another VM", {
    runtimeTextAfter: (text) => text.replace("5D0A5A6E", "5D0A5A6F"),
  }),
  unbound("report data that is not zero behind the hash", {
    reportData: (bytes) => flipped(bytes, 63),
  }),
  unbound("report data of another hash", { reportData: (bytes) => flipped(bytes, 0) }),
  {
    name: "a member twice in the runtime data",
    mint: { runtimeText: (text) => text.replace("{", '{"user-data":"00",') },
    code: "EVIDENCE_MALFORMED",
  },
  {
    name: "runtime data that is no JSON",
    mint: { runtimeText: () => "hello" },
    code: "EVIDENCE_MALFORMED",
  },
  untrustedKey(
    "no key HCLAkPub",
    keys((list) => list.slice(1)),
  ),
  untrustedKey(
    "two keys HCLAkPub",
    keys((list) => [...list, ...list.slice(0, 1)]),
  ),
  untrustedKey("an exponent of 3", akWith({ e: "Aw" })),
  untrustedKey("a modulus of 1024 bits", akWith({ n: "A".repeat(171).replace(/^A/, "w") })),
  untrustedKey("another kind of key", akWith({ kty: "EC" })),
  untrustedKey("a private key", akWith({ d: "AQAB" })),
  {
    name: "a quote by another key",
    mint: { tpm: { signature: (bytes) => flipped(bytes, 9) } },
    code: "TPM_SIGNATURE_INVALID",
  },
  {
    name: "a PCR that was not quoted",
    mint: {
      tpm: {
        pcrs: new Map([...defaultPcrs()].slice(0, 8)),
        suppliedPcrs: (values) => new Map([...values, [8, pattern(1, 32)]]),
      },
    },
    code: "PCR_SELECTION_MISMATCH",
  },
  {
    name: "a PCR that is another",
    mint: { tpm: { suppliedPcrs: (values) => new Map([...values, [8, pattern(1, 32)]]) } },
    code: "PCR_DIGEST_MISMATCH",
  },
  {
    name: "version 2 of the container",
    mint: { members: (members) => ({ ...members, version: 2 }) },
    code: "REPORT_FORMAT_UNSUPPORTED",
  },
  {
    name: "base64 where base64url belongs",
    mint: { members: (members) => ({ ...members, hcl_report: "ab+/" }) },
    code: "EVIDENCE_MALFORMED",
  },
];

describe("an Azure VM with SEV-SNP", () => {
  itJudgesMinted<MintAzureSnpOptions>(mintSnpVm, "azure-snp-vtpm", [
    ...SHARED,
    { name: "a VCEK that the request brings", mint: { withoutVcek: true } },
    {
      name: "a hardware report that was asked for at VMPL 1",
      mint: { snp: { report: { vmpl: 1 } } },
      code: "HCL_BINDING_INVALID",
      check: "hcl.vmpl",
      follows: ["SUBMODULE_FAILED"],
    },
    {
      name: "a hardware report under debug",
      mint: { snp: { report: { policy: 0x30000n | (1n << 19n) } } },
      code: "SUBMODULE_FAILED",
      check: "submodule.hardware",
      follows: ["DEBUG_ENABLED"],
    },
    {
      name: "a hardware report whose signature is wrong",
      mint: { snp: { byStranger: true } },
      code: "SUBMODULE_FAILED",
      check: "submodule.hardware",
    },
    {
      name: "a hardware measurement that is not as pinned",
      request: {
        policy: { extends: "relaxed", sevSnp: { measurement: [toHex(pattern(99, 48))] } },
      },
      code: "SUBMODULE_FAILED",
    },
    {
      name: "a hardware measurement that is as pinned",
      request: {
        policy: { extends: "relaxed", sevSnp: { measurement: [toHex(pattern(13, 48))] } },
      },
    },
  ]);

  it("can't be decided without the VCEK", async () => {
    const minted = await mintSnpVm({ withoutVcek: true });
    const request = mintedRequest(minted, { endorsements: {} });
    const { verdict, codes } = await appraise(request);
    expect([verdict, codes]).toEqual(["indeterminate", ["COLLATERAL_UNAVAILABLE"]]);
  });

  it("says what stands behind it, and names the registers of both parts", async () => {
    const { result } = await appraise(mintedRequest(await mintSnpVm()));
    expect(result).toMatchObject({
      assurance: "simulated",
      claimsVerified: true,
      submodules: [{ name: "hardware", evidenceType: "amd-sev-snp-report", verdict: "affirming" }],
      claims: { hardware: { product: "Milan" }, attributes: { secureBoot: "true" } },
    });
    expect(Object.keys(result?.claims?.measurements ?? {})).toEqual(
      expect.arrayContaining(["measurement", "hostData", "pcr0", "pcr23"]),
    );
  });

  it("refuses the machine of one VM with the runtime data of another", async () => {
    const [one, other] = await Promise.all([
      mintSnpVm(),
      mintSnpVm({ runtimeData: (fields) => ({ ...fields, "user-data": toHex(pattern(1, 64)) }) }),
    ]);
    const members = [one, other].map(({ evidence }): Record<string, string> =>
      JSON.parse(new TextDecoder().decode(evidence)),
    );
    const bytes = members.map(({ hcl_report = "" }) => Buffer.from(hcl_report, "base64url"));
    const [machine, data] = bytes;
    if (!machine || !data) throw new Error("two VMs were minted");
    const mixed = Buffer.concat([machine.subarray(0, 0x4c0), data.subarray(0x4c0)]);
    const evidence = JSON.stringify({ ...members[0], hcl_report: mixed.toString("base64url") });
    const request = mintedRequest(one, { evidence: Buffer.from(evidence).toString("base64") });
    const { reasons } = await appraise(request);
    expect(reasons).toEqual(["HCL_BINDING_INVALID hcl.runtimeData"]);
  });
});

describe("an Azure VM with TDX", () => {
  itJudgesMinted<MintAzureTdxOptions>(mintTdxVm, "azure-tdx-vtpm", [
    ...SHARED,
    { name: "a version 5 quote", mint: { intel: { version: 5, tdReport: "1.0" } } },
    ...(["mrTd", "rtmr3", "mrConfigId", "mrSeam", "xfam"] as const).map(
      (member): MintedCase<MintAzureTdxOptions> => ({
        name: `a TDREPORT with another ${member}`,
        mint: { tdReport: { [member]: pattern(88, member === "xfam" ? 8 : 48) } },
        code: "HCL_BINDING_INVALID",
        check: "hcl.tdReport",
      }),
    ),
    ...[0, 4, 0x20, 0x50, 0xc0, 0x100, 0x1f0, 0x3ff].map(
      (index): MintedCase<MintAzureTdxOptions> => ({
        name: `a TDREPORT with byte ${index} changed`,
        mint: { tdReportBytes: (bytes) => flipped(bytes, index) },
        code: "HCL_BINDING_INVALID",
        check: "hcl.tdReport",
      }),
    ),
    {
      name: "a quote of another TD",
      mint: { tdReport: { reportData: pattern(1, 64) } },
      code: "HCL_BINDING_INVALID",
      check: "hcl.tdReport",
    },
    {
      name: "a quote under debug",
      mint: { intel: { td: { tdAttributes: Uint8Array.of(1, 0, 0, 0x10, 0, 0, 0, 0) } } },
      code: "SUBMODULE_FAILED",
      check: "submodule.hardware",
      follows: ["DEBUG_ENABLED"],
    },
    {
      name: "a platform that is revoked",
      mint: { intel: { statuses: { platform: "Revoked" } } },
      code: "SUBMODULE_FAILED",
    },
    {
      name: "a platform that is out of date, which relaxed tolerates",
      mint: { intel: { statuses: { platform: "OutOfDate" } } },
      code: "TCB_STATUS_TOLERATED",
      verdict: "warning",
    },
    {
      name: "no TD quote",
      mint: { members: (members) => ({ ...members, td_quote: undefined }) },
      code: "EVIDENCE_MALFORMED",
    },
  ]);

  it("refuses bytes behind the TDREPORT", async () => {
    const minted = await mintTdxVm();
    const members: Record<string, string> = JSON.parse(new TextDecoder().decode(minted.evidence));
    const hcl = Buffer.from(members["hcl_report"] ?? "", "base64url");
    hcl[32 + 1024] = 1;
    const evidence = JSON.stringify({ ...members, hcl_report: hcl.toString("base64url") });
    const request = mintedRequest(minted, { evidence: Buffer.from(evidence).toString("base64") });
    expect((await appraise(request)).codes).toEqual(["EVIDENCE_MALFORMED"]);
  });
});

describe("an attestation key that the request names", () => {
  const judged = async (named: Awaited<ReturnType<typeof mintQuote>>) => {
    const { evidence, endorsements, trustAnchors, at } = await mintSnpVm();
    const { tpm } = named.endorsements;
    return appraise(
      mintedRequest({ evidence, endorsements: { ...endorsements, tpm }, trustAnchors, at }),
    );
  };

  it("is the one of the VM, by itself or in a certificate", async () => {
    const byKey = await judged(await mintQuote({ vouchedBy: "request", keyKind: "rsa-2048" }));
    expect(byKey.reasons).toEqual([]);
    const certified = await mintQuote({ keyKind: "rsa-2048" });
    const akCert = toPem(certified.certificates.ak, "CERTIFICATE");
    const byCertificate = await judged({ ...certified, endorsements: { tpm: { akCert } } });
    expect(byCertificate.reasons).toEqual([]);
  });

  it("is not that of another machine", async () => {
    const other = await judged(await mintQuote({ vouchedBy: "request", keyKind: "p-256" }));
    expect(other.verdict).toBe("contraindicated");
    expect(other.reasons).toEqual(["AK_UNTRUSTED ak.key"]);
  });

  it("is refused when it can't be read", async () => {
    const minted = await mintQuote();
    const broken = { ...minted, endorsements: { tpm: { akPublicKey: "AAAA" } } };
    expect((await judged(broken)).reasons).toEqual(["AK_UNTRUSTED ak.key"]);
  });
});

describe("detection", () => {
  it("tells the two kinds and a bare TPM quote apart, and no two claim the same bytes", async () => {
    const pieces = [await mintSnpVm(), await mintTdxVm(), await mintQuote()];
    const claimed = pieces.map(({ evidence }) =>
      EVIDENCE_SCHEMES.filter((scheme) => scheme.recognises(evidence)).map(
        ({ evidenceType }) => evidenceType,
      ),
    );
    expect(claimed).toEqual([["azure-snp-vtpm"], ["azure-tdx-vtpm"], ["tpm-quote"]]);
  });
});

describe("registers that a policy pins", () => {
  const pcrs = { "4": [toHex(defaultPcrs().get(4) ?? new Uint8Array(0))] };

  it("are as pinned, and say something only with the launch of the paravisor pinned too", async () => {
    const { evidence, endorsements, trustAnchors, at } = await mintSnpVm();
    const judged = (sevSnp: object) =>
      appraise({
        ...mintedRequest({ evidence, endorsements, trustAnchors, at }),
        policy: { extends: "relaxed", tpm: { pcrs }, sevSnp },
      });
    const alone = await judged({});
    expect(alone.verdict).toBe("warning");
    expect(alone.reasons).toEqual(["HARDWARE_NOT_PINNED policy.tpm.paravisor"]);
    const [hardware] = alone.result?.submodules ?? [];
    const measurement = [hardware?.claims?.measurements["measurement"] ?? ""];
    expect(await judged({ measurement })).toMatchObject({ verdict: "affirming", reasons: [] });
  });
});

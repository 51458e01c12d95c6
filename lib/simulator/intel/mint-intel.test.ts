import { execFileSync } from "node:child_process";
import { createHash, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { QuoteVerifier } from "@phala/dcap-qvl";
import { beforeAll, describe, expect, it } from "vitest";
import { mintIntel, type MintedIntel, type MintIntelOptions } from "./mint-intel";
import { createIntelPki, type IntelPki } from "./pki";

let pki: IntelPki;
beforeAll(async () => {
  pki = await createIntelPki();
});

/** What another implementation of DCAP verification makes of it, under our root. */
function judgedElsewhere(minted: MintedIntel): string {
  const { endorsements } = minted;
  const cut = (text: string, member: string) => {
    const envelope = /^\{"(\w+)":(.*),"signature":"([0-9a-f]+)"\}$/s.exec(text);
    if (envelope?.[1] !== member) throw new Error(`${member} is not where it belongs`);
    return { text: envelope[2] ?? "", signature: envelope[3] ?? "" };
  };
  const tcbInfo = cut(endorsements.tcbInfo, "tcbInfo");
  const qeIdentity = cut(endorsements.qeIdentity, "enclaveIdentity");
  const verifier = QuoteVerifier.newWithRootCa(Buffer.from(minted.certificates.root));
  const collateral = {
    pck_crl_issuer_chain: endorsements.pckCrlIssuerChain,
    root_ca_crl: endorsements.rootCaCrl,
    pck_crl: endorsements.pckCrl,
    tcb_info_issuer_chain: endorsements.tcbInfoIssuerChain,
    tcb_info: tcbInfo.text,
    tcb_info_signature: tcbInfo.signature,
    qe_identity_issuer_chain: endorsements.qeIdentityIssuerChain,
    qe_identity: qeIdentity.text,
    qe_identity_signature: qeIdentity.signature,
    ...(endorsements.pckCertChain === undefined
      ? {}
      : { pck_certificate_chain: endorsements.pckCertChain }),
  };
  return verifier.verify(Buffer.from(minted.quote), collateral, Date.parse(minted.at) / 1000)
    .status;
}

describe("what mintIntel makes by default", () => {
  const forms: readonly (readonly [string, MintIntelOptions])[] = [
    ["an SGX quote version 3", { tee: "sgx" }],
    ["an SGX quote under the Processor CA", { tee: "sgx", platform: { ca: "processor" } }],
    ["a TDX quote version 4", { tee: "tdx" }],
    ["a TDX quote version 5 with TD 1.0", { tee: "tdx", version: 5, tdReport: "1.0" }],
    ["a TDX quote version 5 with TD 1.5", { tee: "tdx", version: 5, tdReport: "1.5" }],
  ];

  it.each(forms)("is good to another implementation: %s", async (_form, options) => {
    expect(judgedElsewhere(await mintIntel({ pki, ...options }))).toBe("UpToDate");
  });

  it("has the status that was asked for", async () => {
    const minted = await mintIntel({
      pki,
      tee: "sgx",
      statuses: { platform: "SWHardeningNeeded" },
    });
    expect(judgedElsewhere(minted)).toBe("SWHardeningNeeded");
  });

  it("is refused by another implementation when one signature is changed", async () => {
    const change = (signature: Uint8Array) =>
      signature.map((byte, i) => (i === 9 ? byte ^ 1 : byte));
    const minted = await mintIntel({ pki, signatureData: { quoteSignature: change } });
    expect(() => judgedElsewhere(minted)).toThrow();
  });

  it("lays quotes out as Intel does", async () => {
    // Offsets: Intel TDX DCAP Quoting Library API, appendix “TD Quote Format”, version 4.
    const { quote, signedLength } = await mintIntel({ pki });
    expect(signedLength).toBe(632);
    const view = new DataView(quote.buffer, quote.byteOffset, quote.length);
    expect(view.getUint16(764, true)).toBe(6);
    expect(view.getUint16(1218, true)).toBe(32);
    expect(view.getUint16(1252, true)).toBe(5);
    expect(new TextDecoder().decode(quote.subarray(1258, 1285))).toBe(
      "-----BEGIN CERTIFICATE-----",
    );
  });

  it("has certificates that chain, with the names of the profile", async () => {
    const { certificates } = await mintIntel({ pki });
    const [pck, ca, root] = [certificates.pck, certificates.pckCa, certificates.root].map(
      (der) => new X509Certificate(der),
    );
    if (!pck || !ca || !root) throw new Error("three certificates");
    expect(pck.verify(ca.publicKey)).toBe(true);
    expect(ca.verify(root.publicKey)).toBe(true);
    expect(root.verify(root.publicKey)).toBe(true);
    expect([pck, ca, root].map(({ ca: isCa }) => isCa)).toEqual([false, true, true]);
    expect(pck.subject).toContain("CN=Intel SGX PCK Certificate");
    expect(pck.issuer).toBe(ca.subject);
    expect(pck.validFrom).toBe("Jan  9 14:13:48 2019 GMT");
  });

  it("has revocation lists that OpenSSL reads and verifies", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "mint-intel-"));
    try {
      const minted = await mintIntel({ pki });
      writeFileSync(path.join(folder, "crl.der"), Buffer.from(minted.endorsements.pckCrl, "hex"));
      writeFileSync(path.join(folder, "ca.pem"), minted.endorsements.pckCrlIssuerChain);
      const text = execFileSync(
        "openssl",
        ["crl", "-inform", "DER", "-in", "crl.der", "-CAfile", "ca.pem", "-noout", "-text"],
        { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] },
      );
      expect(text).toContain("Version 2");
      expect(text).toContain("Next Update: Jun 16 00:00:00 2026 GMT");
      expect(text).toContain("6FC34E5023E728923435D61AA4B83C61");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("keeps its root for everything that one PKI mints", async () => {
    const digests = await Promise.all(
      [{ tee: "sgx" as const }, { tee: "tdx" as const }].map(async (options) => {
        const { certificates } = await mintIntel({ pki, ...options });
        return createHash("sha256").update(certificates.root).digest("hex");
      }),
    );
    expect(new Set(digests).size).toBe(1);
  });

  it("moves the chain into the endorsements for certification data of type 1 to 3", async () => {
    for (const type of [1, 2, 3] as const) {
      const minted = await mintIntel({ pki, tee: "sgx", certificationDataType: type });
      expect(minted.endorsements.pckCertChain).toContain("BEGIN CERTIFICATE");
      expect(new TextDecoder("latin1").decode(minted.quote)).not.toContain("BEGIN CERTIFICATE");
      expect(judgedElsewhere(minted)).toBe("UpToDate");
    }
  });
});

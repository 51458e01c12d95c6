import { execFileSync } from "node:child_process";
import { createPublicKey } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { VerificationRequest } from "@/lib/rats/verification-request";
import { appraise, mintedRequest } from "./testing/appraise-minted";
import { mintQuote, sharedTpmPki } from "./testing/appraise-tpm";

// OpenSSL makes RSA keys.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/**
 * Certificates that OpenSSL issues, in the form of Google's: RSA throughout, and the instance named in an extension
 * (go-tpm-tools, server/instance_info.go).
 */
const INSTANCE = `
1.3.6.1.4.1.11129.2.1.21 = ASN1:SEQUENCE:instance
[instance]
zone = UTF8:europe-west4-b
number = INTEGER:123456789012
project = UTF8:simulated-project
id = INTEGER:7654321098765432109
name = UTF8:vm-1
`;
const LEAF = "basicConstraints = critical,CA:FALSE\nkeyUsage = critical,digitalSignature\n";
const CA = "basicConstraints = critical,CA:TRUE\nkeyUsage = critical,keyCertSign,cRLSign\n";

let folder = "";
const openssl = (...args: readonly string[]) =>
  execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
const file = (name: string) => readFileSync(path.join(folder, name), "utf8");

function issueLeaf(name: string, extensions: string, digest = "-sha256"): string {
  writeFileSync(path.join(folder, `${name}.ext`), extensions);
  openssl(
    ...["x509", "-req", "-in", "ak.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-days", "3650"],
    ...["-force_pubkey", "ak.pub", "-extfile", `${name}.ext`, "-out", `${name}.pem`, digest],
  );
  return file(`${name}.pem`);
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "attestry-ak-"));
  const { spki } = (await sharedTpmPki()).aks["rsa-2048"];
  const ak = createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" });
  writeFileSync(path.join(folder, "ak.pub"), ak.export({ format: "pem", type: "spki" }));
  writeFileSync(path.join(folder, "ca.ext"), CA);
  const key = ["-newkey", "rsa:2048", "-nodes"];
  const root = [
    "-subj",
    "/CN=OpenSSL TPM root",
    "-days",
    "7300",
    "-addext",
    "keyUsage=critical,keyCertSign,cRLSign",
  ];
  openssl("req", "-x509", ...key, "-keyout", "root.key", "-out", "root.pem", ...root);
  openssl("req", ...key, "-keyout", "ca.key", "-out", "ca.csr", "-subj", "/CN=OpenSSL AK CA");
  openssl(
    ...["x509", "-req", "-in", "ca.csr", "-CA", "root.pem", "-CAkey", "root.key", "-days", "7300"],
    ...["-extfile", "ca.ext", "-out", "ca.pem", "-sha384"],
  );
  // The request's own key is replaced: nobody has the private key of a TPM.
  openssl("req", ...key, "-keyout", "any.key", "-out", "ak.csr", "-subj", "/CN=AK of vm-1");
});

afterAll(() => rmSync(folder, { recursive: true }));

async function judge(akCert: string, changes: Partial<VerificationRequest> = {}) {
  const minted = await mintQuote({ vouchedBy: "nothing" });
  return appraise(
    mintedRequest(minted, {
      endorsements: { tpm: { akCert, akCertChain: file("ca.pem") + file("root.pem") } },
      trustAnchors: [file("root.pem")],
      verifyAt: new Date().toISOString(),
      ...changes,
    }),
  );
}

describe("an attestation key that OpenSSL's RSA certificates vouch for", () => {
  it("is trusted, and its instance is named", async () => {
    const { verdict, reasons, result } = await judge(issueLeaf("gce", LEAF + INSTANCE));
    expect([verdict, reasons]).toEqual(["affirming", []]);
    expect(result).toMatchObject({ assurance: "vendor-signed", simulated: false });
    expect(result?.claims?.hardware).toEqual({
      gceZone: "europe-west4-b",
      gceProjectNumber: "123456789012",
      gceProjectId: "simulated-project",
      gceInstanceId: "7654321098765432109",
      gceInstanceName: "vm-1",
    });
    expect(result?.chain.map(({ subject }) => subject)).toEqual([
      "CN=AK of vm-1",
      "CN=OpenSSL AK CA",
      "CN=OpenSSL TPM root",
    ]);
  });

  it("is trusted with the purpose of attestation keys, and with no other", async () => {
    const purpose = (oid: string) => `${LEAF}extendedKeyUsage = ${oid}\n`;
    expect((await judge(issueLeaf("aik", purpose("2.23.133.8.3")))).verdict).toBe("affirming");
    const server = await judge(issueLeaf("server", purpose("serverAuth")));
    expect(server.codes).toContain("CERT_CHAIN_INVALID");
  });

  it("is not trusted when its certificate is signed with SHA-1", async () => {
    const { codes } = await judge(issueLeaf("sha1", LEAF, "-sha1"));
    expect(codes).toContain("CERT_CHAIN_INVALID");
  });

  it("is not trusted without its root, or without its intermediate certificate", async () => {
    const akCert = issueLeaf("plain", LEAF);
    for (const akCertChain of [file("ca.pem"), file("root.pem"), ""]) {
      const { verdict, codes } = await judge(akCert, {
        endorsements: { tpm: { akCert, akCertChain } },
      });
      expect(verdict).toBe("contraindicated");
      expect(codes).toContain("AK_UNTRUSTED");
    }
  });

  it("is not trusted when its instance can't be read", async () => {
    const broken = "1.3.6.1.4.1.11129.2.1.21 = ASN1:UTF8:vm-1\n";
    const { codes } = await judge(issueLeaf("broken", LEAF + broken));
    expect(codes).toContain("CERT_CHAIN_INVALID");
  });

  it("is not trusted under the built-in roots", async () => {
    const { codes } = await judge(issueLeaf("again", LEAF), { trustAnchors: undefined });
    expect(codes).toEqual(["AK_UNTRUSTED"]);
  });
});

import { fromBase64 } from "@/lib/bytes/base64";
import { toHex } from "@/lib/bytes/hex";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import type { ReasonCode } from "@/lib/rats/reason-codes";
import { fail, ok, type Result } from "@/lib/rats/result";
import { INTEL_SGX_ROOT_CA } from "@/lib/trust/trust-anchors";
import { parseCertificate, type Certificate } from "@/lib/x509/certificate";
import { checkPath, intelPathProfile } from "@/lib/x509/path";
import { readPemChain } from "@/lib/x509/pem";

export interface Anchor {
  readonly sha256: string;
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  /** DER; null where only key and digest are pinned. */
  readonly subjectDer: Uint8Array | null;
}

export interface ChainTools {
  readonly crypto: CryptoPort;
  readonly anchors: readonly Anchor[];
}

/** The signer of a chain of two: the signer and the root, which must be a pinned one. */
export async function verifyIssuerChain({
  crypto,
  anchors,
  issuerChain,
  code,
  leafRole,
}: ChainTools & {
  readonly issuerChain: string | null;
  readonly code: ReasonCode;
  readonly leafRole: "end-entity" | "crl-issuer";
}): Promise<Result<Certificate>> {
  if (issuerChain === null) return fail(code, "no issuer chain came with it");
  const blocks = readPemChain(issuerChain, code);
  if (!blocks.ok) return blocks;
  const chain: Certificate[] = [];
  for (const der of blocks.value) {
    const certificate = parseCertificate(der, code);
    if (!certificate.ok) return certificate;
    chain.push(certificate.value);
  }
  const findings = await checkPath({
    crypto,
    chain,
    profile: { ...intelPathProfile, length: 2, leafRole },
  });
  const [finding] = findings;
  if (finding !== undefined) {
    return fail(code, `certificate ${finding.index}, ${finding.rule}: ${finding.detail}`);
  }
  const [signer, root] = chain;
  if (signer === undefined || root === undefined) return fail(code, "the chain is not complete");
  const rootSha256 = toHex(await crypto.digest("SHA-256", root.der));
  return anchors.some((anchor) => anchor.sha256 === rootSha256)
    ? ok(signer)
    : fail("ROOT_CA_UNTRUSTED", `the chain ends at ${root.subject}, SHA-256 ${rootSha256}`);
}

/** The root that the product ships. */
export function builtInAnchors(): Promise<readonly Anchor[]> {
  const spki = fromBase64(INTEL_SGX_ROOT_CA.spki);
  if (spki === null) throw new Error("the pinned root's key is base64");
  return Promise.resolve([{ sha256: INTEL_SGX_ROOT_CA.sha256, spki, subjectDer: null }]);
}

/** PEM certificates in place of the built-in root; what can't be read trusts nothing. */
export async function givenAnchors(
  crypto: CryptoPort,
  pems: readonly string[],
): Promise<readonly Anchor[]> {
  const anchors: Anchor[] = [];
  for (const pem of pems) {
    const blocks = readPemChain(pem, "COLLATERAL_INVALID");
    for (const der of blocks.ok ? blocks.value : []) {
      const root = parseCertificate(der, "COLLATERAL_INVALID");
      if (!root.ok) continue;
      const sha256 = toHex(await crypto.digest("SHA-256", der));
      anchors.push({ sha256, spki: root.value.spki, subjectDer: root.value.subjectDer });
    }
  }
  return anchors;
}

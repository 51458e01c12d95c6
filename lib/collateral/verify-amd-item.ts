import { toBase64 } from "@/lib/bytes/base64";
import { toHex } from "@/lib/bytes/hex";
import { noCache } from "@/lib/crypto/content-cache";
import type { CryptoPort } from "@/lib/crypto/crypto-port";
import type { Issuers } from "@/lib/formats/snp/certificate-text";
import { KEY_NAMES, productOfCa, ROOT_USAGE } from "@/lib/formats/snp/product";
import { tcbVersionBytes } from "@/lib/formats/snp/tcb-version";
import { formProblem } from "@/lib/formats/snp/verification/crl-checks";
import {
  amdPathProfile,
  issuersOf,
  studyChain,
  studyLeaf,
} from "@/lib/formats/snp/verification/key-chain";
import { fail, ok, type Result } from "@/lib/rats/result";
import type { AmdProduct, AmdSigner, EndorsementRequest } from "@/lib/trust/endorsement-source";
import { anchorsFor, BUILT_IN_ANCHORS } from "@/lib/trust/trust-anchors";
import { parseCrl } from "@/lib/x509/crl";
import { checkPath } from "@/lib/x509/path";
import { readCrlText } from "@/lib/x509/pem";

/** What the signed content says about itself. */
export interface AmdFacts {
  readonly request: EndorsementRequest;
  /** Certificates and lists as base64 of their DER, whatever they came as; a chain as it came. */
  readonly body: string;
  readonly issuedAt: Date;
  readonly nextUpdate: Date;
  readonly revision: string | null;
}

export interface AmdItem {
  readonly kind: "amd.vcek" | "amd.certChain" | "amd.crl";
  readonly body: string;
  /** PEM of ASK or ASVK and ARK; a chain is its own. */
  readonly issuerChain: string | null;
}

export interface AmdTrust {
  readonly crypto: CryptoPort;
  /** SHA-256 of the roots that are trusted in place of the built-in ones, lower-case hex; null: the built-in ones. */
  readonly roots: readonly string[] | null;
}

/** Signatures from the ARK down, a pinned ARK, and the names of AMD's roles. Dates are judged at each verification. */
export async function verifyAmdItem(item: AmdItem, trust: AmdTrust): Promise<Result<AmdFacts>> {
  const chainText = item.kind === "amd.certChain" ? item.body : item.issuerChain;
  if (chainText === null) return fail("COLLATERAL_INVALID", "no issuer chain came with it");
  const chain = await verifyIssuers(chainText, trust);
  if (!chain.ok) return chain;
  switch (item.kind) {
    case "amd.certChain":
      return ok(chainFacts(item.body, chain.value));
    case "amd.vcek":
      return verifyVcek(item.body, { trust, chainText, chain: chain.value });
    case "amd.crl":
      return verifyCrl(item.body, { trust, chain: chain.value });
  }
}

interface VerifiedIssuers extends Issuers {
  readonly product: AmdProduct;
  readonly signerKind: AmdSigner;
}

async function verifyIssuers(
  text: string,
  { crypto, roots }: AmdTrust,
): Promise<Result<VerifiedIssuers>> {
  const issuers = issuersOf({ text });
  if (!issuers.ok) return issuers;
  const { signer, root } = issuers.value;
  const findings = await checkPath({
    crypto,
    chain: [signer, root],
    profile: {
      signatureAlgorithm: amdPathProfile.signatureAlgorithm,
      keyAlgorithm: amdPathProfile.keyAlgorithm,
      length: 2,
      leafRole: "ca",
    },
  });
  const [finding] = findings;
  if (finding) {
    return fail(
      "VCEK_CHAIN_INVALID",
      `certificate ${finding.index + 1}, ${finding.rule}: ${finding.detail}`,
    );
  }
  const product = productOfCa(root.subjectCommonName, "ARK-");
  if (product === null) return fail("VCEK_CHAIN_INVALID", `${root.subject} is no root of AMD's`);
  const sha256 = toHex(await crypto.digest("SHA-256", root.der));
  const trusted =
    roots ?? anchorsFor(BUILT_IN_ANCHORS, ROOT_USAGE[product]).map((anchor) => anchor.sha256);
  if (!trusted.includes(sha256)) {
    return fail("ROOT_CA_UNTRUSTED", `the chain ends at ${root.subject}, SHA-256 ${sha256}`);
  }
  const signerKind = (["vcek", "vlek"] as const).find(
    (kind) => productOfCa(signer.subjectCommonName, KEY_NAMES[kind].issuer) === product,
  );
  return signerKind
    ? ok({ signer, root, product, signerKind })
    : fail("VCEK_CHAIN_INVALID", `${signer.subject} issues no keys of ${product}`);
}

function chainFacts(body: string, chain: VerifiedIssuers): AmdFacts {
  const { signer, root, product, signerKind } = chain;
  return {
    request: { item: "amd.certChain", product, signer: signerKind },
    body,
    issuedAt: new Date(Math.max(signer.notBefore, root.notBefore)),
    nextUpdate: new Date(Math.min(signer.notAfter, root.notAfter)),
    revision: null,
  };
}

async function verifyVcek(
  body: string,
  given: { trust: AmdTrust; chainText: string; chain: VerifiedIssuers },
): Promise<Result<AmdFacts>> {
  const { trust, chainText, chain } = given;
  const bad = (detail: string) => fail("VCEK_CHAIN_INVALID", detail);
  const tools = { crypto: trust.crypto, cache: noCache };
  const leaf = await studyLeaf(tools, { text: body });
  if (!leaf.ok) return leaf;
  const path = await studyChain(tools, leaf.value, { text: chainText });
  if (!path.ok) return path;
  const [problem] = path.value.problems;
  if (problem !== undefined) return bad(problem);
  const { certificate, extensions } = leaf.value;
  if (!extensions.ok) return extensions;
  const { hwId, tcb, product } = extensions.value;
  if (hwId === null || certificate.subjectCommonName !== KEY_NAMES.vcek.leaf) {
    return bad(`${certificate.subject} is no VCEK`);
  }
  if (chain.signerKind !== "vcek" || chain.product !== product) {
    return bad(`${chain.signer.subject} issues no VCEK of ${product}`);
  }
  return ok({
    request: {
      item: "amd.vcek",
      product,
      chipId: toHex(hwId),
      tcb: toHex(tcbVersionBytes(tcb, product)),
    },
    body: toBase64(certificate.der),
    issuedAt: new Date(certificate.notBefore),
    nextUpdate: new Date(certificate.notAfter),
    revision: null,
  });
}

async function verifyCrl(
  body: string,
  { trust, chain }: { trust: AmdTrust; chain: VerifiedIssuers },
): Promise<Result<AmdFacts>> {
  const der = readCrlText(body, "AMD_CRL_INVALID");
  if (!der.ok) return der;
  const crl = parseCrl(der.value, "AMD_CRL_INVALID");
  if (!crl.ok) return crl;
  const { thisUpdate, nextUpdate, crlNumber } = crl.value;
  const problem = await formProblem(trust, crl.value, chain.root);
  if (problem !== null || nextUpdate === null) {
    return fail("AMD_CRL_INVALID", problem ?? "the list has no end");
  }
  return ok({
    request: { item: "amd.crl", product: chain.product, signer: chain.signerKind },
    body: toBase64(der.value),
    issuedAt: new Date(thisUpdate),
    nextUpdate: new Date(nextUpdate),
    revision: crlNumber,
  });
}

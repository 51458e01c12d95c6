import { fromBase64 } from "@/lib/bytes/base64";
import { equalBytes } from "@/lib/bytes/equal-bytes";
import { fail, ok, type Result } from "@/lib/rats/result";
import { parseCertificate, type Certificate } from "@/lib/x509/certificate";
import { readPemChain } from "@/lib/x509/pem";

/** DER of one certificate that is given as PEM, or as base64 of its DER. */
export function readCertificateText(text: string): Result<Uint8Array> {
  const trimmed = text.trim();
  if (!trimmed.startsWith("-----")) {
    const der = trimmed === "" ? null : fromBase64(trimmed);
    return der ? ok(der) : fail("VCEK_CHAIN_INVALID", "neither PEM nor base64", "vek");
  }
  const blocks = readPemChain(trimmed, "VCEK_CHAIN_INVALID");
  if (!blocks.ok) return blocks;
  const [der, ...rest] = blocks.value;
  return der === undefined || rest.length > 0
    ? fail("VCEK_CHAIN_INVALID", "not exactly one certificate", "vek")
    : ok(der);
}

/** The certificates that vouch for a VCEK or VLEK: ASK or ASVK, and ARK. */
export interface Issuers {
  readonly signer: Certificate;
  readonly root: Certificate;
}

/**
 * Reads ASK or ASVK and ARK in either order, for not every tool keeps that of AMD's service. Exactly two certificates,
 * of which one is self-issued.
 */
export function readIssuers(ders: readonly Uint8Array[]): Result<Issuers> {
  const bad = (detail: string) => fail("VCEK_CHAIN_INVALID", detail, "vek.issuers");
  if (ders.length !== 2) return bad(`${ders.length} certificates where ASK or ASVK and ARK belong`);
  const certificates: Certificate[] = [];
  for (const der of ders) {
    const certificate = parseCertificate(der, "VCEK_CHAIN_INVALID");
    if (!certificate.ok) return certificate;
    certificates.push(certificate.value);
  }
  const roots = certificates.filter(({ issuerDer, subjectDer }) =>
    equalBytes(issuerDer, subjectDer),
  );
  const signers = certificates.filter((certificate) => !roots.includes(certificate));
  const [root] = roots;
  const [signer] = signers;
  return root && signer
    ? ok({ signer, root })
    : bad("not one self-issued certificate and one other");
}

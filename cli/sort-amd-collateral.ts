import type { AmdEndorsements } from "@/lib/rats/endorsements";
import { fail, ok, type Result } from "@/lib/rats/result";
import { parseCertificate, type Certificate } from "@/lib/x509/certificate";
import { readPemChain, toPem } from "@/lib/x509/pem";
import type { CollateralPiece } from "./sort-collateral";

/** What is AMD's among the pieces, and what is not. */
export interface AmdSorting {
  readonly amd: AmdEndorsements;
  readonly rest: readonly CollateralPiece[];
}

/** Names of AMD's PKI (AMD 57230): ARK-Milan; SEV-Milan and SEV-VLEK-Milan; SEV-VCEK and SEV-VLEK. */
const AMD_NAME = /^(?:ARK-|SEV-)\w/;
const AMD_LIST = /(?:^|,)CN=ARK-/;

/**
 * Gives AMD's certificates and lists their places by their names, one file or many: the key of a chip, what vouches for
 * it, and the list of the root. Nothing is verified here.
 */
export function sortAmdPieces(pieces: readonly CollateralPiece[]): Result<AmdSorting> {
  const rest: CollateralPiece[] = [];
  const issuers = new Map<string, string>();
  const single: { vcek?: string; vlek?: string; crl?: string } = {};
  for (const piece of pieces) {
    if (piece.kind === "crl" && AMD_LIST.test(piece.crl.issuer)) {
      if (single.crl !== undefined) return twice("the revocation list", piece.file);
      single.crl = piece.text;
      continue;
    }
    if (piece.kind !== "chain" || !isAmd(piece.leaf)) {
      rest.push(piece);
      continue;
    }
    const certificates = readCertificates(piece);
    if (!certificates.ok) return certificates;
    for (const certificate of certificates.value) {
      const pem = toPem(certificate.der, "CERTIFICATE");
      const key = keyOf(certificate);
      if (key === null) {
        issuers.set(pem, pem);
      } else if (single[key] === undefined || single[key] === pem) {
        single[key] = pem;
      } else {
        return twice(key.toUpperCase(), piece.file);
      }
    }
  }
  const certChain = issuers.size > 0 ? { certChain: [...issuers.values()].join("") } : {};
  return ok({ amd: { ...single, ...certChain }, rest });
}

function isAmd({ subjectCommonName }: Certificate): boolean {
  return subjectCommonName !== null && AMD_NAME.test(subjectCommonName);
}

function keyOf({ subjectCommonName }: Certificate): "vcek" | "vlek" | null {
  if (subjectCommonName === "SEV-VCEK") return "vcek";
  return subjectCommonName === "SEV-VLEK" ? "vlek" : null;
}

function readCertificates({ text, file }: CollateralPiece): Result<readonly Certificate[]> {
  const blocks = readPemChain(text, "COLLATERAL_INVALID");
  if (!blocks.ok) return blocks;
  const certificates: Certificate[] = [];
  for (const der of blocks.value) {
    const certificate = parseCertificate(der, "COLLATERAL_INVALID");
    if (!certificate.ok) return fail("COLLATERAL_INVALID", certificate.failure.detail, file);
    certificates.push(certificate.value);
  }
  return ok(certificates);
}

function twice(what: string, file: string) {
  return fail("COLLATERAL_INVALID", `${what} is given twice`, file);
}

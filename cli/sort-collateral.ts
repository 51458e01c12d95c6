import { fromHex } from "@/lib/bytes/hex";
import { rawMember } from "@/lib/bytes/strict-json";
import { utf8Bytes } from "@/lib/bytes/text";
import { equalBytes } from "@/lib/bytes/equal-bytes";
import { nodeCrypto } from "@/lib/node-crypto/node-crypto";
import type { IntelEndorsements } from "@/lib/rats/endorsements";
import { fail, ok, type Result } from "@/lib/rats/result";
import { parseCertificate, type Certificate } from "@/lib/x509/certificate";
import { parseCrl, type Crl } from "@/lib/x509/crl";
import { readCrlText, readPemChain, toPem } from "@/lib/x509/pem";
import { parseJson } from "./parse-json";

/** One thing that a file holds which has no place of its own yet. */
export type CollateralPiece =
  | { readonly kind: "tcbInfo" | "qeIdentity"; readonly file: string; readonly text: string }
  | { readonly kind: "crl"; readonly file: string; readonly text: string; readonly crl: Crl }
  | {
      readonly kind: "chain";
      readonly file: string;
      readonly text: string;
      readonly leaf: Certificate;
    };

type IntelItem = keyof IntelEndorsements;

/** Intel SGX PCK certificate profile: the SGX extension stands in PCK certificates only. */
const SGX_EXTENSION = "1.2.840.113741.1.13.1";

/** A certificate chain or a CRL, as PEM, hex or DER. */
export function collectPieces(
  file: string,
  bytes: Uint8Array,
  text: string | null,
): Result<readonly CollateralPiece[]> {
  if (text?.includes("-----BEGIN CERTIFICATE-----") === true) {
    const chain = readPemChain(text, "COLLATERAL_INVALID");
    if (!chain.ok) return at(file, chain);
    const [first] = chain.value;
    if (first === undefined) return fail("COLLATERAL_INVALID", "no certificate in it", file);
    return chainPiece(file, text, first);
  }

  const crlDer =
    text !== null && isText(text) ? readCrlText(text, "COLLATERAL_INVALID") : ok(bytes);
  if (!crlDer.ok) return at(file, crlDer);
  const crl = parseCrl(crlDer.value, "COLLATERAL_INVALID");
  if (crl.ok)
    return ok([{ kind: "crl", file, text: toPem(crlDer.value, "X509 CRL"), crl: crl.value }]);
  const certificate = parseCertificate(crlDer.value, "COLLATERAL_INVALID");
  if (certificate.ok) return chainPiece(file, toPem(crlDer.value, "CERTIFICATE"), crlDer.value);
  return fail("COLLATERAL_INVALID", "neither JSON, nor a CRL, nor a certificate chain", file);
}

function chainPiece(
  file: string,
  text: string,
  der: Uint8Array,
): Result<readonly CollateralPiece[]> {
  const leaf = parseCertificate(der, "COLLATERAL_INVALID");
  return leaf.ok ? ok([{ kind: "chain", file, text, leaf: leaf.value }]) : at(file, leaf);
}

function isText(text: string): boolean {
  return /^[\t\n\r\x20-\x7e]+$/.test(text);
}

function at<T>(file: string, result: Result<T>): Result<never> {
  if (result.ok) throw new Error("only a failure has a place");
  return fail(result.failure.code, result.failure.detail, file);
}

/**
 * Gives every piece its place. A chain belongs to what its first certificate signed; one that signed nothing here goes
 * to whatever still lacks a chain, so that a wrong signature is found and named by the verification and not hidden.
 */
export async function sortPieces(
  pieces: readonly CollateralPiece[],
  given: IntelEndorsements,
): Promise<Result<IntelEndorsements>> {
  const placed = new Map<IntelItem, string>();
  const isTaken = (item: IntelItem) => placed.has(item) || given[item] !== undefined;

  for (const piece of pieces) {
    if (piece.kind === "chain") continue;
    const item = piece.kind === "crl" ? crlItem(piece.crl) : piece.kind;
    if (isTaken(item)) return fail("COLLATERAL_INVALID", `${item} is given twice`, piece.file);
    placed.set(item, piece.text);
  }

  const crls = pieces.filter((piece) => piece.kind === "crl");
  for (const piece of pieces) {
    if (piece.kind !== "chain") continue;
    const items = await chainItems(piece.leaf, { given, placed, crls });
    const free = items.filter((item) => !isTaken(item));
    if (items.length > 0 && free.length === 0) continue; // the same chain again, as the PCS serves it twice
    if (free.length === 0)
      return fail("COLLATERAL_INVALID", "this chain signed nothing that was given", piece.file);
    for (const item of free) placed.set(item, piece.text);
  }
  return ok({ ...given, ...Object.fromEntries(placed) });
}

/** A PCK CRL is issued by a PCK CA, the root's by the root itself: told apart by the issuer's common name. */
function crlItem(crl: Crl): "pckCrl" | "rootCaCrl" {
  return /\bRoot CA\b/.test(crl.issuer) ? "rootCaCrl" : "pckCrl";
}

async function chainItems(
  leaf: Certificate,
  known: {
    readonly given: IntelEndorsements;
    readonly placed: ReadonlyMap<IntelItem, string>;
    readonly crls: readonly Extract<CollateralPiece, { kind: "crl" }>[];
  },
): Promise<readonly IntelItem[]> {
  if (leaf.extensions.some(({ oid }) => oid === SGX_EXTENSION)) return ["pckCertChain"];
  if (known.crls.some(({ crl }) => equalBytes(crl.issuerDer, leaf.subjectDer)) || leaf.isCa)
    return ["pckCrlIssuerChain"];

  const tcbInfo = known.placed.get("tcbInfo") ?? known.given.tcbInfo;
  const qeIdentity = known.placed.get("qeIdentity") ?? known.given.qeIdentity;
  const signed: IntelItem[] = [];
  if (await isJsonSignedBy(leaf, tcbInfo, "tcbInfo")) signed.push("tcbInfoIssuerChain");
  if (await isJsonSignedBy(leaf, qeIdentity, "enclaveIdentity"))
    signed.push("qeIdentityIssuerChain");
  if (signed.length > 0) return signed;

  const lacking: IntelItem[] = [];
  if (tcbInfo !== undefined) lacking.push("tcbInfoIssuerChain");
  if (qeIdentity !== undefined) lacking.push("qeIdentityIssuerChain");
  return lacking;
}

async function isJsonSignedBy(
  signer: Certificate,
  text: string | undefined,
  member: string,
): Promise<boolean> {
  if (text === undefined) return false;
  const body = rawMember(text, member, "COLLATERAL_INVALID");
  const json = parseJson(text);
  if (!body.ok || typeof json !== "object" || json === null || !("signature" in json)) return false;
  if (typeof json.signature !== "string") return false;
  const signature = fromHex(json.signature, 64);
  if (signature === null) return false;
  const crypto = nodeCrypto({ pool: false });
  const key = await crypto.importSpki("ECDSA-P256-SHA256", signer.spki);
  return key.ok && (await crypto.verify(key.value, signature, utf8Bytes(body.value)));
}

import {
  derChildren,
  derInteger,
  derRaw,
  derTags,
  derTime,
  readDer,
  type DerNode,
} from "@/lib/bytes/der";
import { equalBytes } from "@/lib/bytes/equal-bytes";
import type { ReasonCode } from "@/lib/rats/reason-codes";
import { fail, ok, type Result } from "@/lib/rats/result";
import { signatureAlgorithmName, signatureBytes } from "./algorithm";
import {
  extensionOids,
  findExtension,
  readAuthorityKeyId,
  readExtensions,
  unknownCritical,
  type Extension,
} from "./extensions";
import { readName } from "./name";
import { readSerial } from "./serial";

export interface Crl {
  readonly der: Uint8Array;
  /** The signed bytes, as received. */
  readonly tbs: Uint8Array;
  readonly issuerDer: Uint8Array;
  /** RFC 4514 text, for people; compare the DER instead. */
  readonly issuer: string;
  /** Milliseconds since 1970. */
  readonly thisUpdate: number;
  /** Null when the list names none: such a list never expires and no profile here accepts it. */
  readonly nextUpdate: number | null;
  /** Serial numbers, lower-case hex without leading zeros, as `Certificate.serial` has them. */
  readonly revoked: ReadonlySet<string>;
  /** Decimal. */
  readonly crlNumber: string | null;
  /** Lower-case hex. */
  readonly authorityKeyId: string | null;
  /** "ecdsa-with-SHA256" …; the OID for an algorithm without a name here. */
  readonly signatureAlgorithm: string;
  /** r‖s for ECDSA, else as it stands. */
  readonly signature: Uint8Array;
}

const knownExtensions: ReadonlySet<string> = new Set([
  extensionOids.authorityKeyId,
  extensionOids.crlNumber,
]);
/** They narrow what the list speaks for, so a list that has one can't be read as the whole truth. */
const refusedExtensions = [extensionOids.issuingDistributionPoint, extensionOids.deltaCrlIndicator];
const knownEntryExtensions: ReadonlySet<string> = new Set([
  extensionOids.reasonCode,
  extensionOids.invalidityDate,
]);

const version2 = 1n;
const extensionsTag = 0xa0;

/**
 * One X.509 version 2 CRL in DER (RFC 5280 section 5.1), strictly: nothing follows it, both copies of the signature
 * algorithm are the same, no unknown critical extension, no delta or partial list. What fails here is a failure, never
 * an empty list.
 */
export function parseCrl(der: Uint8Array, code: ReasonCode): Result<Crl> {
  const outer = readDer(der);
  const [tbs, algorithm, signatureNode, ...rest] =
    (outer && derChildren(outer, derTags.sequence)) ?? [];
  if (!tbs || !algorithm || !signatureNode || rest.length > 0) {
    return fail(code, "no CRL in DER", "crl");
  }
  const fields = readTbs(tbs);
  if (typeof fields === "string") return fail(code, fields, "crl");
  if (!equalBytes(fields.innerAlgorithm, derRaw(algorithm))) {
    return fail(code, "the two signature algorithms differ", "crl");
  }
  const signatureAlgorithm = signatureAlgorithmName(algorithm);
  if (signatureAlgorithm === null) return fail(code, "the signature algorithm is malformed", "crl");
  const signature = signatureBytes(signatureAlgorithm, signatureNode);
  if (signature === null) return fail(code, "the signature is malformed", "crl");

  const { innerAlgorithm: _, ...named } = fields;
  return ok({ der, tbs: derRaw(tbs), ...named, signatureAlgorithm, signature });
}

/** TBSCertList. A text says what is wrong. */
function readTbs(tbs: DerNode) {
  const parts = derChildren(tbs, derTags.sequence);
  if (parts === null) return "no CRL in DER";
  const [version, algorithm, issuerNode, thisUpdateNode, ...optionalParts] = parts;
  if (!version || !algorithm || !issuerNode || !thisUpdateNode) return "fields are missing";
  if (version.tag !== derTags.integer || derInteger(version) !== version2) return "not version 2";
  const issuer = readName(issuerNode);
  if (issuer === null) return "the issuer's name is malformed";
  const thisUpdate = derTime(thisUpdateNode);
  if (thisUpdate === null) return "thisUpdate is malformed";

  let nextUpdate: number | null = null;
  if (isTime(optionalParts[0])) {
    nextUpdate = derTime(optionalParts[0]);
    if (nextUpdate === null) return "nextUpdate is malformed";
    optionalParts.shift();
  }
  let revoked: ReadonlySet<string> | string = new Set<string>();
  if (optionalParts[0]?.tag === derTags.sequence) {
    revoked = readRevoked(optionalParts[0]);
    if (typeof revoked === "string") return revoked;
    optionalParts.shift();
  }
  const [extensionsNode, ...rest] = optionalParts;
  if (rest.length > 0) return "unknown fields";
  const extended = readCrlExtensions(extensionsNode);
  if (typeof extended === "string") return extended;
  return {
    innerAlgorithm: derRaw(algorithm),
    issuerDer: derRaw(issuerNode),
    issuer: issuer.text,
    thisUpdate,
    nextUpdate,
    revoked,
    ...extended,
  };
}

function isTime(node: DerNode | undefined): node is DerNode {
  return node?.tag === derTags.utcTime || node?.tag === derTags.generalizedTime;
}

/** revokedCertificates. A serial number that stands twice is harmless. */
function readRevoked(node: DerNode): ReadonlySet<string> | string {
  const entries = derChildren(node, derTags.sequence);
  if (entries === null) return "the list of revoked certificates is malformed";
  const serials = new Set<string>();
  for (const entry of entries) {
    const parts = derChildren(entry, derTags.sequence);
    const [serialNode, date, extensionsNode, ...rest] = parts ?? [];
    if (!serialNode || !date || rest.length > 0) return "an entry is malformed";
    const serial = readSerial(serialNode);
    if (serial === null || derTime(date) === null) return "an entry is malformed";
    if (extensionsNode !== undefined) {
      const extensions = readExtensions(extensionsNode);
      if (typeof extensions === "string") return extensions;
      const unknown = unknownCritical(extensions, knownEntryExtensions);
      if (unknown !== null) return `critical entry extension ${unknown} is unknown`;
    }
    serials.add(serial);
  }
  return serials;
}

function readCrlExtensions(node: DerNode | undefined) {
  const extensions = node === undefined ? [] : readExtensionField(node);
  if (typeof extensions === "string") return extensions;
  const refused = extensions.find(({ oid }) => refusedExtensions.some((item) => item === oid));
  if (refused !== undefined) return `extension ${refused.oid} limits what the list speaks for`;
  const unknown = unknownCritical(extensions, knownExtensions);
  if (unknown !== null) return `critical extension ${unknown} is unknown`;

  const crlNumber = readCrlNumber(extensions);
  if (crlNumber === "malformed") return "cRLNumber is malformed";
  const authorityValue = findExtension(extensions, extensionOids.authorityKeyId);
  const authority = authorityValue === null ? { keyId: null } : readAuthorityKeyId(authorityValue);
  if (authority === null) return "authorityKeyIdentifier is malformed";
  return { crlNumber, authorityKeyId: authority.keyId };
}

function readExtensionField(node: DerNode): readonly Extension[] | string {
  const [list, ...rest] = derChildren(node, extensionsTag) ?? [];
  return list === undefined || rest.length > 0 ? "extensions are malformed" : readExtensions(list);
}

/** RFC 5280 section 5.2.3: not negative, at most 20 bytes. */
function readCrlNumber(extensions: readonly Extension[]): string | null {
  const value = findExtension(extensions, extensionOids.crlNumber);
  if (value === null) return null;
  const node = readDer(value);
  if (node?.tag !== derTags.integer || node.content.length > 21) return "malformed";
  const number = derInteger(node);
  return number === null || number < 0n ? "malformed" : number.toString();
}

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
import { keyAlgorithmName, signatureAlgorithmName, signatureBytes } from "./algorithm";
import {
  extensionOids,
  findExtension,
  readAuthorityKeyId,
  readBasicConstraints,
  readExtendedKeyUsage,
  readExtensions,
  readKeyUsage,
  readSubjectKeyId,
  unknownCritical,
  type Extension,
  type KeyUsage,
} from "./extensions";
import { readName } from "./name";
import { readSerial } from "./serial";

export interface Certificate {
  readonly der: Uint8Array;
  /** The signed bytes, as received. */
  readonly tbs: Uint8Array;
  /** Lower-case hex without leading zeros. */
  readonly serial: string;
  readonly issuerDer: Uint8Array;
  readonly subjectDer: Uint8Array;
  /** RFC 4514 text, for people; compare the DER instead. */
  readonly issuer: string;
  readonly subject: string;
  readonly issuerCommonName: string | null;
  readonly subjectCommonName: string | null;
  /** Milliseconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  /** "EC P-256", "EC P-384", "RSA 4096" …; the OID for a kind without a name here. */
  readonly keyAlgorithm: string;
  /** "ecdsa-with-SHA256" …; the OID for an algorithm without a name here. */
  readonly signatureAlgorithm: string;
  /** r‖s for ECDSA, else as it stands. */
  readonly signature: Uint8Array;
  readonly isCa: boolean;
  readonly pathLength: number | null;
  readonly keyUsage: ReadonlySet<KeyUsage> | null;
  /** OIDs of purposes. */
  readonly extendedKeyUsage: ReadonlySet<string> | null;
  readonly extensions: readonly Extension[];
  /** Lower-case hex. */
  readonly subjectKeyId: string | null;
  readonly authorityKeyId: string | null;
}

/** What this reader or the path rules act upon; any other critical extension is a refusal. */
const knownExtensions: ReadonlySet<string> = new Set([
  extensionOids.basicConstraints,
  extensionOids.keyUsage,
  extensionOids.extendedKeyUsage,
  extensionOids.subjectKeyId,
  extensionOids.authorityKeyId,
]);

const version3 = 2n;
const versionTag = 0xa0;
const extensionsTag = 0xa3;

/**
 * One X.509 version 3 certificate in DER (RFC 5280 section 4.1), strictly: nothing follows it, both copies of the
 * signature algorithm are the same, no extension stands twice, no critical one is unknown, no unique identifiers.
 * Signature, times and place in a chain are judged elsewhere.
 */
export function parseCertificate(
  der: Uint8Array,
  code: ReasonCode,
  {
    handled = [],
  }: {
    /** OIDs of further critical extensions that the caller acts upon. */ readonly handled?: readonly string[];
  } = {},
): Result<Certificate> {
  const outer = readDer(der);
  const [tbs, algorithm, signatureNode, ...rest] =
    (outer && derChildren(outer, derTags.sequence)) ?? [];
  if (!tbs || !algorithm || !signatureNode || rest.length > 0) {
    return fail(code, "no certificate in DER", "certificate");
  }
  const fields = readTbs(tbs);
  if (typeof fields === "string") return fail(code, fields, "certificate");
  if (!equalBytes(fields.innerAlgorithm, derRaw(algorithm))) {
    return fail(code, "the two signature algorithms differ", "certificate");
  }
  const signatureAlgorithm = signatureAlgorithmName(algorithm);
  if (signatureAlgorithm === null) {
    return fail(code, "the signature algorithm is malformed", "certificate");
  }
  const signature = signatureBytes(signatureAlgorithm, signatureNode);
  if (signature === null) return fail(code, "the signature is malformed", "certificate");

  const { innerAlgorithm: _, extensions, ...named } = fields;
  const extended = readKnownExtensions(extensions, handled);
  if (typeof extended === "string") return fail(code, extended, "certificate");
  return ok({
    der,
    tbs: derRaw(tbs),
    ...named,
    signatureAlgorithm,
    signature,
    extensions,
    ...extended,
  });
}

/** TBSCertificate without what its extensions mean. A text says what is wrong. */
function readTbs(tbs: DerNode) {
  const parts = derChildren(tbs, derTags.sequence);
  if (parts === null || parts.length !== 8) return "not a version 3 certificate with extensions";
  const [version, serialNode, algorithm, issuerNode, validity, subjectNode, spki, extensionsNode] =
    parts;
  if (!version || !serialNode || !algorithm || !issuerNode) return "fields are missing";
  if (!validity || !subjectNode || !spki || !extensionsNode) return "fields are missing";

  const [versionNumber, ...moreVersions] = derChildren(version, versionTag) ?? [];
  if (!versionNumber || moreVersions.length > 0 || derInteger(versionNumber) !== version3) {
    return "not version 3";
  }
  const serial = readSerial(serialNode);
  if (serial === null) return "the serial number is malformed";
  const issuer = readName(issuerNode);
  const subject = readName(subjectNode);
  if (issuer === null || subject === null) return "a name is malformed";
  const times = readValidity(validity);
  if (times === null) return "the validity is malformed";
  const keyAlgorithm = keyAlgorithmName(spki);
  if (keyAlgorithm === null) return "the public key is malformed";
  const [extensionList, ...moreLists] = derChildren(extensionsNode, extensionsTag) ?? [];
  if (!extensionList || moreLists.length > 0) return "extensions are malformed";
  const extensions = readExtensions(extensionList);
  if (typeof extensions === "string") return extensions;

  return {
    innerAlgorithm: derRaw(algorithm),
    serial,
    issuerDer: derRaw(issuerNode),
    subjectDer: derRaw(subjectNode),
    issuer: issuer.text,
    subject: subject.text,
    issuerCommonName: issuer.commonName,
    subjectCommonName: subject.commonName,
    ...times,
    spki: derRaw(spki),
    keyAlgorithm,
    extensions,
  };
}

function readValidity(node: DerNode): { notBefore: number; notAfter: number } | null {
  const [start, end, ...rest] = derChildren(node, derTags.sequence) ?? [];
  if (!start || !end || rest.length > 0) return null;
  const notBefore = derTime(start);
  const notAfter = derTime(end);
  return notBefore === null || notAfter === null ? null : { notBefore, notAfter };
}

function readKnownExtensions(extensions: readonly Extension[], handled: readonly string[]) {
  const known = handled.length === 0 ? knownExtensions : new Set([...knownExtensions, ...handled]);
  const unknown = unknownCritical(extensions, known);
  if (unknown !== null) return `critical extension ${unknown} is unknown`;

  const constraints = optional(extensions, extensionOids.basicConstraints, readBasicConstraints);
  const keyUsage = optional(extensions, extensionOids.keyUsage, readKeyUsage);
  const extendedKeyUsage = optional(
    extensions,
    extensionOids.extendedKeyUsage,
    readExtendedKeyUsage,
  );
  const subjectKeyId = optional(extensions, extensionOids.subjectKeyId, readSubjectKeyId);
  const authority = optional(extensions, extensionOids.authorityKeyId, readAuthorityKeyId);
  if (constraints === malformed) return "basicConstraints is malformed";
  if (keyUsage === malformed) return "keyUsage is malformed";
  if (extendedKeyUsage === malformed) return "extendedKeyUsage is malformed";
  if (subjectKeyId === malformed) return "subjectKeyIdentifier is malformed";
  if (authority === malformed) return "authorityKeyIdentifier is malformed";
  return {
    isCa: constraints?.isCa ?? false,
    pathLength: constraints?.pathLength ?? null,
    keyUsage,
    extendedKeyUsage,
    subjectKeyId,
    authorityKeyId: authority?.keyId ?? null,
  };
}

const malformed = Symbol("malformed");

/** Null for an extension that is absent. */
function optional<T>(
  extensions: readonly Extension[],
  oid: string,
  read: (value: Uint8Array) => T | null,
): T | null | typeof malformed {
  const value = findExtension(extensions, oid);
  return value === null ? null : (read(value) ?? malformed);
}

import {
  derBitString,
  derBoolean,
  derChildren,
  derOid,
  derSmallInteger,
  derTags,
  readDer,
  type DerNode,
} from "@/lib/bytes/der";
import { toHex } from "@/lib/bytes/hex";

export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  /** Content of the OCTET STRING: DER of the extension's own type. */
  readonly value: Uint8Array;
}

export const extensionOids = {
  subjectKeyId: "2.5.29.14",
  keyUsage: "2.5.29.15",
  basicConstraints: "2.5.29.19",
  crlNumber: "2.5.29.20",
  reasonCode: "2.5.29.21",
  invalidityDate: "2.5.29.24",
  deltaCrlIndicator: "2.5.29.27",
  issuingDistributionPoint: "2.5.29.28",
  authorityKeyId: "2.5.29.35",
  extendedKeyUsage: "2.5.29.37",
} as const;

/** A SEQUENCE OF Extension, each OID at most once (RFC 5280 section 4.2). A text says what is wrong. */
export function readExtensions(node: DerNode): readonly Extension[] | string {
  const items = derChildren(node, derTags.sequence);
  if (items === null || items.length === 0) return "extensions are malformed";
  const extensions: Extension[] = [];
  const seen = new Set<string>();
  for (const item of items) {
    const extension = readExtension(item);
    if (extension === null) return "an extension is malformed";
    if (seen.has(extension.oid)) return `extension ${extension.oid} stands twice`;
    seen.add(extension.oid);
    extensions.push(extension);
  }
  return extensions;
}

function readExtension(node: DerNode): Extension | null {
  const parts = derChildren(node, derTags.sequence);
  if (parts === null || parts.length < 2 || parts.length > 3) return null;
  const [oidNode] = parts;
  const valueNode = parts[parts.length - 1];
  if (oidNode === undefined || valueNode?.tag !== derTags.octetString) return null;
  const oid = derOid(oidNode);
  if (oid === null) return null;
  let critical = false;
  if (parts.length === 3 && parts[1] !== undefined) {
    const flag = derBoolean(parts[1]);
    if (flag !== true) return null; // FALSE is the default, which DER leaves out (X.690 section 11.5)
    critical = flag;
  }
  return { oid, critical, value: valueNode.content };
}

export function findExtension(extensions: readonly Extension[], oid: string): Uint8Array | null {
  return extensions.find((extension) => extension.oid === oid)?.value ?? null;
}

/** The first critical extension that is not in `known`. */
export function unknownCritical(
  extensions: readonly Extension[],
  known: ReadonlySet<string>,
): string | null {
  return extensions.find(({ critical, oid }) => critical && !known.has(oid))?.oid ?? null;
}

export interface BasicConstraints {
  readonly isCa: boolean;
  readonly pathLength: number | null;
}

/** RFC 5280 section 4.2.1.9: a path length only together with cA. */
export function readBasicConstraints(value: Uint8Array): BasicConstraints | null {
  const node = readDer(value);
  const parts = node && derChildren(node, derTags.sequence);
  if (!parts || parts.length > 2) return null;
  const [flag, length] = parts;
  if (flag === undefined) return { isCa: false, pathLength: null };
  if (derBoolean(flag) !== true) return null; // FALSE is the default
  if (length === undefined) return { isCa: true, pathLength: null };
  const pathLength = length.tag === derTags.integer ? derSmallInteger(length, 255) : null;
  return pathLength === null ? null : { isCa: true, pathLength };
}

/** RFC 5280 section 4.2.1.3, in the order of its bits. */
const keyUsageBits = [
  "digitalSignature",
  "nonRepudiation",
  "keyEncipherment",
  "dataEncipherment",
  "keyAgreement",
  "keyCertSign",
  "cRLSign",
  "encipherOnly",
  "decipherOnly",
] as const;
export type KeyUsage = (typeof keyUsageBits)[number];

export function readKeyUsage(value: Uint8Array): ReadonlySet<KeyUsage> | null {
  const node = readDer(value);
  const bits = node && derBitString(node);
  if (!bits || bits.bytes.length === 0 || bits.bytes.length > 2) return null;
  const usages = new Set<KeyUsage>();
  for (const [index, usage] of keyUsageBits.entries()) {
    const byte = bits.bytes[index >> 3] ?? 0;
    if ((byte & (0x80 >> (index & 7))) !== 0) usages.add(usage);
  }
  return usages.size === 0 ? null : usages; // at least one bit must be set
}

/** Purposes as OIDs (RFC 5280 section 4.2.1.12). */
export function readExtendedKeyUsage(value: Uint8Array): ReadonlySet<string> | null {
  const node = readDer(value);
  const purposes = node && derChildren(node, derTags.sequence);
  if (!purposes || purposes.length === 0) return null;
  const oids = purposes.map(derOid).filter((oid) => oid !== null);
  return oids.length === purposes.length ? new Set(oids) : null;
}

/** Lower-case hex of a SubjectKeyIdentifier. */
export function readSubjectKeyId(value: Uint8Array): string | null {
  const node = readDer(value);
  return node?.tag === derTags.octetString ? toHex(node.content) : null;
}

/** The key identifier of an AuthorityKeyIdentifier, `keyId: null` when it names its key in another way. */
export function readAuthorityKeyId(value: Uint8Array): { readonly keyId: string | null } | null {
  const node = readDer(value);
  const parts = node && derChildren(node, derTags.sequence);
  if (!parts) return null;
  const [first] = parts;
  return { keyId: first?.tag === 0x80 ? toHex(first.content) : null };
}

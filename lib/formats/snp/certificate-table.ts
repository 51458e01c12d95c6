import { ByteReader } from "@/lib/bytes/byte-reader";
import { isAllZero } from "@/lib/bytes/equal-bytes";
import { toHex } from "@/lib/bytes/hex";
import { fail, ok, type Result } from "@/lib/rats/result";

/**
 * The table that SNP_GET_EXT_REPORT puts behind a report (GHCB specification, AMD 56421, "SNP Extended Guest Request"):
 * entries of GUID, offset and length, ended by an all-zero entry, then the certificates.
 */
export type TableRole = "vcek" | "vlek" | "signer" | "root" | "platform" | "unknown";

/** GUIDs in the byte order of their text. */
const ROLES: ReadonlyMap<string, TableRole> = new Map([
  ["63da758de6644564adc5f4b93be8accd", "vcek"],
  ["a8074bc2a25a483eaae639c045a0b8a1", "vlek"],
  ["4ab7b379bbac4fe4a02f05aef327c782", "signer"],
  ["c0b406a4a803495297433fb6014cd0ae", "root"],
  ["ecae0c0f950243b1afa20ae2e0d565b6", "platform"],
]);

export const TABLE_ENTRY_LENGTH = 24;
/** A table of the Linux kernel has a few pages; more would only be work. */
const MAX_ENTRIES = 32;

export interface TableEntry {
  /** Lower-case hex without dashes. */
  readonly guid: string;
  readonly role: TableRole;
  /** From the start of the table. */
  readonly offset: number;
  readonly length: number;
  /** DER of a certificate for the first four roles. */
  readonly data: Uint8Array;
}

export interface CertificateTable {
  readonly bytes: Uint8Array;
  readonly entries: readonly TableEntry[];
  /** Of the entries with the one that ends them. */
  readonly headerLength: number;
}

/** Cheap: a known GUID first, or a table that says that it is empty. */
export function startsLikeTable(bytes: Uint8Array): boolean {
  if (bytes.length < TABLE_ENTRY_LENGTH) return false;
  return (
    ROLES.has(toHex(bytes.subarray(0, 16))) || isAllZero(bytes.subarray(0, TABLE_ENTRY_LENGTH))
  );
}

/**
 * Reads a certificate table strictly: it is ended, nothing lies outside it, nothing overlaps, no GUID stands twice, and
 * what no entry claims is zero. Unknown GUIDs are kept, for the report.
 */
export function readCertificateTable(bytes: Uint8Array): Result<CertificateTable> {
  const bad = (detail: string) => fail("EVIDENCE_MALFORMED", detail, "certificates");
  const listed: Omit<TableEntry, "data">[] = [];
  const reader = new ByteReader(bytes);
  for (;;) {
    const guid = reader.bytes(16);
    const offset = reader.u32le();
    const length = reader.u32le();
    if (reader.overrun) return bad("the certificate table has no end");
    if (isAllZero(guid) && offset === 0 && length === 0) break;
    if (listed.length === MAX_ENTRIES) return bad(`more than ${MAX_ENTRIES} entries`);
    const hex = toHex(guid);
    if (listed.some((entry) => entry.guid === hex)) return bad(`GUID ${hex} stands twice`);
    listed.push({ guid: hex, role: ROLES.get(hex) ?? "unknown", offset, length });
  }
  const headerLength = reader.position;
  // In doubles, so offset and length can't wrap around.
  const problem = placementProblem(listed, { headerLength, size: bytes.length });
  if (problem !== null) return bad(problem);
  const entries = listed.map((entry) => ({
    ...entry,
    data: bytes.subarray(entry.offset, entry.offset + entry.length),
  }));
  return isPadded(bytes, entries, headerLength)
    ? ok({ bytes, entries, headerLength })
    : bad("bytes between or behind the certificates are not zero");
}

function placementProblem(
  entries: readonly Omit<TableEntry, "data">[],
  { headerLength, size }: { headerLength: number; size: number },
): string | null {
  let end = headerLength;
  for (const { guid, offset, length } of inOrder(entries)) {
    if (length === 0) return `entry ${guid} is empty`;
    if (offset < headerLength) return `entry ${guid} lies inside the list of entries`;
    if (offset + length > size) return `entry ${guid} ends behind the table`;
    if (offset < end) return `entry ${guid} overlaps another one`;
    end = offset + length;
  }
  return null;
}

function isPadded(bytes: Uint8Array, entries: readonly TableEntry[], start: number): boolean {
  let end = start;
  for (const { offset, length } of inOrder(entries)) {
    if (!isAllZero(bytes.subarray(end, offset))) return false;
    end = offset + length;
  }
  return isAllZero(bytes.subarray(end));
}

function inOrder<T extends { readonly offset: number }>(entries: readonly T[]): readonly T[] {
  return [...entries].sort((a, b) => a.offset - b.offset);
}

/** The data of the one entry with this role. */
export function tableData(table: CertificateTable | null, role: TableRole): Uint8Array | null {
  return table?.entries.find((entry) => entry.role === role)?.data ?? null;
}

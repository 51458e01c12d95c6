import { isAllZero } from "@/lib/bytes/equal-bytes";
import { fromHex, toHex } from "@/lib/bytes/hex";
import type { Field } from "@/lib/rats/inspection";
import type { AmdProduct } from "@/lib/trust/endorsement-source";
import { littleEndian } from "../dcap/bit-tables";
import { describeStructure, printableText } from "../dcap/describe-structure";
import { readCertificateTable, TABLE_ENTRY_LENGTH, type TableEntry } from "./certificate-table";
import { REPORT_LENGTH } from "./layout";
import { productOfCpu } from "./product";
import { layoutOf, parseReport } from "./report";
import { readTcbVersion, tcbText } from "./tcb-version";

const TABLE_SPECIFICATION = "AMD 56421 (GHCB), “SNP Extended Guest Request”, table of certificates";

/** What the values say, for the fields where there is something to say. */
const MEANINGS: Readonly<Record<string, (bytes: Uint8Array) => string | null>> = {
  version: (bytes) => `report version ${littleEndian(bytes)}`,
  vmpl: (bytes) => (littleEndian(bytes) === 0xffffffffn ? "the host asked for it" : null),
  signatureAlgorithm: (bytes) =>
    littleEndian(bytes) === 1n ? "ECDSA P-384 with SHA-384" : "not supported",
  keyInfo: (bytes) => {
    const key = ((bytes[0] ?? 0) >> 2) & 7;
    return `signed by ${["the VCEK", "the VLEK"][key] ?? (key === 7 ? "nothing" : `key ${key}`)}`;
  },
  reportData: printableText,
  hostData: printableText,
  familyId: printableText,
  imageId: printableText,
  reportIdMa: (bytes) =>
    bytes.every((byte) => byte === 0xff) ? "there is no migration agent" : null,
  chipId: (bytes) => (isAllZero(bytes) ? "masked" : null),
};

const TCB_IDS = ["currentTcb", "reportedTcb", "committedTcb", "launchTcb"];

export interface ReportDescription {
  readonly fields: readonly Field[];
  readonly stoppedAt: {
    readonly offset: number;
    readonly code: string;
    readonly detail: string;
  } | null;
}

/**
 * Every field of a report with offset, length, value and meaning, and the certificate table behind it. A report that can't
 * be read to the end is described as far as it goes. `product` decodes the TCB versions where CPUID does not name it.
 */
export function describeReport(bytes: Uint8Array, product: AmdProduct | null): ReportDescription {
  const version = Number(littleEndian(bytes.subarray(0, 4)));
  const report = describeStructure({
    layout: layoutOf(version),
    bytes: bytes.subarray(0, REPORT_LENGTH),
    offset: 0,
    id: "report",
    name: "Attestation report",
  });
  const known = product ?? productInReport(bytes, version);
  const fields = [{ ...report, children: report.children.map((field) => explained(field, known)) }];
  const parsed = parseReport(bytes.subarray(0, REPORT_LENGTH));
  if (!parsed.ok) {
    const { code, detail } = parsed.failure;
    return { fields, stoppedAt: { offset: Math.min(bytes.length, REPORT_LENGTH), code, detail } };
  }
  return bytes.length === REPORT_LENGTH
    ? { fields, stoppedAt: null }
    : withTable(fields, bytes.subarray(REPORT_LENGTH));
}

function productInReport(bytes: Uint8Array, version: number): AmdProduct | null {
  if (version < 3 || bytes.length < REPORT_LENGTH) return null;
  const at = (offset: number) => bytes[offset] ?? 0;
  return productOfCpu({ family: at(0x188), model: at(0x189), stepping: at(0x18a) });
}

function explained(field: Field, product: AmdProduct | null): Field {
  const name = field.id.slice("report.".length);
  const isInteger = field.kind === "integer";
  const bytes = isInteger
    ? integerBytes(field.value)
    : (fromHex(field.value ?? "") ?? new Uint8Array());
  if (TCB_IDS.includes(name) && product) {
    return { ...field, meaning: tcbText(readTcbVersion(bytes, product)) };
  }
  const meaning = MEANINGS[name]?.(bytes) ?? null;
  return meaning === null ? field : { ...field, meaning };
}

/** Little-endian bytes of a decimal below 2^32. */
function integerBytes(text: string | null): Uint8Array {
  const number = Number(text ?? "0");
  return Uint8Array.of(number, number >>> 8, number >>> 16, number >>> 24);
}

function withTable(fields: readonly Field[], bytes: Uint8Array): ReportDescription {
  const table = readCertificateTable(bytes);
  if (!table.ok) {
    const { code, detail } = table.failure;
    return { fields, stoppedAt: { offset: REPORT_LENGTH, code, detail } };
  }
  const { entries, headerLength } = table.value;
  const structure: Field = {
    ...blank,
    id: "certificates",
    name: "Certificate table",
    offset: REPORT_LENGTH,
    length: bytes.length,
    kind: "structure",
    value: null,
    description: "Certificates that the host put behind the report; nothing signs the table.",
    children: [
      ...entries.map(entryField),
      bytesField({
        id: "certificates.end",
        name: "End of the list",
        offset: headerLength - TABLE_ENTRY_LENGTH,
        data: bytes.subarray(headerLength - TABLE_ENTRY_LENGTH, headerLength),
        description: "An entry of zeros ends the list.",
      }),
      ...entries.map((entry, index) =>
        bytesField({
          id: `certificates.${index}.data`,
          name: ROLE_NAMES[entry.role],
          offset: entry.offset,
          data: entry.data,
          description: "A certificate in DER, or what else the entry's GUID names.",
        }),
      ),
    ],
  };
  return { fields: [...fields, structure], stoppedAt: null };
}

const ROLE_NAMES = {
  vcek: "VCEK certificate",
  vlek: "VLEK certificate",
  signer: "ASK or ASVK certificate",
  root: "ARK certificate",
  platform: "Platform information",
  unknown: "Unknown entry",
} as const satisfies Record<TableEntry["role"], string>;

function entryField(entry: TableEntry, index: number): Field {
  return {
    ...bytesField({
      id: `certificates.${index}`,
      name: `Entry ${index + 1}`,
      offset: index * TABLE_ENTRY_LENGTH,
      data: new Uint8Array(TABLE_ENTRY_LENGTH),
      description: "GUID, offset and length of one certificate.",
    }),
    value: entry.guid,
    meaning: `${ROLE_NAMES[entry.role]}, ${entry.length} bytes`,
  };
}

const blank = {
  meaning: null,
  specification: TABLE_SPECIFICATION,
  reserved: false,
  bits: [],
  children: [],
} as const;

/** `offset` counts from the start of the table. */
function bytesField(given: {
  id: string;
  name: string;
  offset: number;
  data: Uint8Array;
  description: string;
}): Field {
  const { id, name, offset, data, description } = given;
  return {
    ...blank,
    id,
    name,
    offset: REPORT_LENGTH + offset,
    length: data.length,
    kind: "bytes",
    value: toHex(data),
    description,
  };
}

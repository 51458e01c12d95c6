import { ByteReader } from "@/lib/bytes/byte-reader";
import { isAllZero } from "@/lib/bytes/equal-bytes";
import { fail, ok, type Result } from "@/lib/rats/result";
import type { AmdProduct, AmdSigner } from "@/lib/trust/endorsement-source";
import { hasBit, littleEndian } from "../dcap/bit-tables";
import { readFields, type FieldBytes, type StructureLayout } from "../dcap/layout";
import { startsLikeTable } from "./certificate-table";
import {
  REPORT_LENGTH,
  REPORT_V2,
  REPORT_V3,
  REPORT_V5,
  RESERVED_FIELDS,
  SIGNATURE_ALGORITHM_ECDSA_P384_SHA384,
  SIGNED_LENGTH,
} from "./layout";
import { productOfCpu, type CpuId } from "./product";

export type ReportVersion = 2 | 3 | 4 | 5;

/** An SEV-SNP attestation report; every part is a view on the bytes that it was read from. */
export interface SnpReport {
  /** The report alone, 1184 bytes. */
  readonly bytes: Uint8Array;
  readonly version: ReportVersion;
  readonly layout: StructureLayout;
  readonly fields: FieldBytes<typeof REPORT_V2>;
  readonly guestSvn: number;
  readonly vmpl: number;
  /** SIGNING_KEY of the key info: 0 VCEK, 1 VLEK, 7 none. */
  readonly signingKey: number;
  /** Null when `signingKey` names neither. */
  readonly signer: AmdSigner | null;
  readonly hasAuthorKey: boolean;
  readonly isDebug: boolean;
  /** From version 3 on. */
  readonly cpu: CpuId | null;
  /** By CPUID; null in version 2, where only the certificate can tell. */
  readonly product: AmdProduct | null;
  /** From version 5 on. */
  readonly mitigations: { readonly launch: Uint8Array; readonly current: Uint8Array } | null;
  /** What the key signed. */
  readonly signedBytes: Uint8Array;
  /** r‖s big-endian, 96 bytes; null when R or S does not fit 48 bytes. */
  readonly signature: Uint8Array | null;
}

/**
 * Does this look like a report, alone or with a certificate table behind it? True for versions and algorithms that are
 * not supported too: such a report deserves a better answer than "unrecognised".
 */
export function looksLikeReport(bytes: Uint8Array): boolean {
  if (bytes.length < REPORT_LENGTH) return false;
  const version = new ByteReader(bytes, 0).u32le();
  const algorithm = new ByteReader(bytes, 0x34).u32le();
  if (version > 15 || algorithm > 15 || (version === 0 && algorithm === 0)) return false;
  return bytes.length === REPORT_LENGTH || startsLikeTable(bytes.subarray(REPORT_LENGTH));
}

/** Reads a report of version 2 to 5. What its values mean for trust is judged elsewhere. */
export function parseReport(bytes: Uint8Array): Result<SnpReport> {
  if (bytes.length < REPORT_LENGTH) {
    const detail = `${bytes.length} bytes where a report has ${REPORT_LENGTH}`;
    return fail("EVIDENCE_TRUNCATED", detail, "report");
  }
  if (bytes.length > REPORT_LENGTH) {
    const detail = `${bytes.length - REPORT_LENGTH} bytes follow the report`;
    return fail("EVIDENCE_MALFORMED", detail, "report");
  }
  const version = new ByteReader(bytes).u32le();
  if (version !== 2 && version !== 3 && version !== 4 && version !== 5) {
    return fail("REPORT_FORMAT_UNSUPPORTED", `report version ${version}`, "report.version");
  }
  const fields = readFields(REPORT_V2, bytes, 0);
  const algorithm = littleEndian(fields.signatureAlgorithm);
  if (algorithm !== BigInt(SIGNATURE_ALGORITHM_ECDSA_P384_SHA384)) {
    const at = "report.signatureAlgorithm";
    return fail("REPORT_FORMAT_UNSUPPORTED", `signature algorithm ${algorithm}`, at);
  }
  const cpu = version === 2 ? null : readCpu(bytes);
  const product = cpu ? productOfCpu(cpu) : null;
  if (cpu && product === null) {
    const detail = `no known product has CPUID family ${cpu.family} and model ${cpu.model}`;
    return fail("REPORT_FORMAT_UNSUPPORTED", detail, "report.cpuModel");
  }
  const signingKey = ((fields.keyInfo[0] ?? 0) >> 2) & 7;
  return ok({
    bytes,
    version,
    layout: layoutOf(version),
    fields,
    guestSvn: Number(littleEndian(fields.guestSvn)),
    vmpl: Number(littleEndian(fields.vmpl)),
    signingKey,
    signer: signingKey === 0 ? "vcek" : signingKey === 1 ? "vlek" : null,
    hasAuthorKey: hasBit(fields.keyInfo, 0),
    isDebug: hasBit(fields.policy, 19),
    cpu,
    product,
    mitigations: version === 5 ? readMitigations(bytes) : null,
    signedBytes: bytes.subarray(0, SIGNED_LENGTH),
    signature: joinSignature(fields.signatureR, fields.signatureS),
  });
}

/** The layout of a version; that of version 5 for a version that is not known. */
export function layoutOf(version: number): StructureLayout {
  if (version === 2) return REPORT_V2;
  return version === 3 || version === 4 ? REPORT_V3 : REPORT_V5;
}

function readCpu(bytes: Uint8Array): CpuId {
  const fields = readFields(REPORT_V3, bytes, 0);
  return {
    family: fields.cpuFamily[0] ?? 0,
    model: fields.cpuModel[0] ?? 0,
    stepping: fields.cpuStepping[0] ?? 0,
  };
}

function readMitigations(bytes: Uint8Array): SnpReport["mitigations"] {
  const { launchMitigations, currentMitigations } = readFields(REPORT_V5, bytes, 0);
  return { launch: launchMitigations, current: currentMitigations };
}

const COMPONENT_LENGTH = 48;

/** R and S are 72 bytes little-endian, of which P-384 needs 48: the rest must be zero. */
function joinSignature(r: Uint8Array, s: Uint8Array): Uint8Array | null {
  if (!isAllZero(r.subarray(COMPONENT_LENGTH)) || !isAllZero(s.subarray(COMPONENT_LENGTH))) {
    return null;
  }
  const joined = new Uint8Array(2 * COMPONENT_LENGTH);
  joined.set(r.slice(0, COMPONENT_LENGTH).reverse(), 0);
  joined.set(s.slice(0, COMPONENT_LENGTH).reverse(), COMPONENT_LENGTH);
  return joined;
}

/** Reserved ranges of this version's layout that are not zero: name and offset. */
export function nonZeroReserved({ bytes, layout }: SnpReport): readonly string[] {
  return layout.fields
    .filter(({ id }) => RESERVED_FIELDS.some((reserved) => reserved === id))
    .filter(({ offset, length }) => !isAllZero(bytes.subarray(offset, offset + length)))
    .map(({ offset, length }) => `${length} bytes at 0x${offset.toString(16)}`);
}

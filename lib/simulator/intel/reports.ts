import { ByteWriter, pattern } from "../byte-writer";

/**
 * SGX enclave report, 384 bytes: body of an SGX quote, and the quoting enclave's own report.
 * Intel SGX ECDSA Quote Library API, appendix "Enclave Report Body".
 */
export interface EnclaveReport {
  readonly cpuSvn: Uint8Array;
  readonly miscSelect: number;
  readonly reserved1: Uint8Array;
  readonly isvExtProdId: Uint8Array;
  /** FLAGS u64 ‖ XFRM u64, as they lie in memory. */
  readonly attributes: Uint8Array;
  readonly mrEnclave: Uint8Array;
  readonly reserved2: Uint8Array;
  readonly mrSigner: Uint8Array;
  readonly reserved3: Uint8Array;
  readonly configId: Uint8Array;
  readonly isvProdId: number;
  readonly isvSvn: number;
  readonly configSvn: number;
  readonly reserved4: Uint8Array;
  readonly isvFamilyId: Uint8Array;
  readonly reportData: Uint8Array;
}

/** INIT and MODE64BIT; X87, SSE, AVX and AVX-512. */
const enclaveAttributes = Uint8Array.of(0x05, 0, 0, 0, 0, 0, 0, 0, 0xe7, 0, 0, 0, 0, 0, 0, 0);
/** INIT, MODE64BIT and PROVISION_KEY, as the quoting enclaves have it. */
const quotingAttributes = Uint8Array.of(0x15, 0, 0, 0, 0, 0, 0, 0, 0xe7, 0, 0, 0, 0, 0, 0, 0);

export const defaultEnclave: EnclaveReport = {
  cpuSvn: pattern(10, 16),
  miscSelect: 0,
  reserved1: new Uint8Array(12),
  isvExtProdId: new Uint8Array(16),
  attributes: enclaveAttributes,
  mrEnclave: pattern(11, 32),
  reserved2: new Uint8Array(32),
  mrSigner: pattern(12, 32),
  reserved3: new Uint8Array(32),
  configId: new Uint8Array(64),
  isvProdId: 7,
  isvSvn: 3,
  configSvn: 0,
  reserved4: new Uint8Array(42),
  isvFamilyId: new Uint8Array(16),
  reportData: pattern(13, 64),
};

/** The quoting enclave of a TEE; its report data is filled in when it vouches for the attestation key. */
export function defaultQuotingEnclave(tee: "sgx" | "tdx"): EnclaveReport {
  return {
    ...defaultEnclave,
    attributes: quotingAttributes,
    mrEnclave: pattern(tee === "sgx" ? 14 : 15, 32),
    mrSigner: pattern(tee === "sgx" ? 16 : 17, 32),
    isvProdId: tee === "sgx" ? 1 : 2,
    isvSvn: 8,
    reportData: new Uint8Array(64),
  };
}

export function writeEnclaveReport(report: EnclaveReport): Uint8Array {
  return new ByteWriter()
    .bytes(report.cpuSvn, 16)
    .u32le(report.miscSelect)
    .bytes(report.reserved1, 12)
    .bytes(report.isvExtProdId, 16)
    .bytes(report.attributes, 16)
    .bytes(report.mrEnclave, 32)
    .bytes(report.reserved2, 32)
    .bytes(report.mrSigner, 32)
    .bytes(report.reserved3, 32)
    .bytes(report.configId, 64)
    .u16le(report.isvProdId)
    .u16le(report.isvSvn)
    .u16le(report.configSvn)
    .bytes(report.reserved4, 42)
    .bytes(report.isvFamilyId, 16)
    .bytes(report.reportData, 64)
    .finish();
}

/**
 * TD report body: 584 bytes for TD 1.0, 648 with the last two fields for TD 1.5.
 * Intel TDX DCAP Quoting Library API, appendix "TD Quote Body".
 */
export interface TdReport {
  readonly teeTcbSvn: Uint8Array;
  readonly mrSeam: Uint8Array;
  readonly mrSignerSeam: Uint8Array;
  readonly seamAttributes: Uint8Array;
  readonly tdAttributes: Uint8Array;
  readonly xfam: Uint8Array;
  readonly mrTd: Uint8Array;
  readonly mrConfigId: Uint8Array;
  readonly mrOwner: Uint8Array;
  readonly mrOwnerConfig: Uint8Array;
  readonly rtmr0: Uint8Array;
  readonly rtmr1: Uint8Array;
  readonly rtmr2: Uint8Array;
  readonly rtmr3: Uint8Array;
  readonly reportData: Uint8Array;
  readonly teeTcbSvn2: Uint8Array;
  readonly mrServiceTd: Uint8Array;
}

/** 16 security version numbers, the rest of them zero. */
export function teeTcbSvn(...components: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(16);
  bytes.set(components);
  return bytes;
}

export const defaultTd: TdReport = {
  teeTcbSvn: teeTcbSvn(6, 1, 3),
  mrSeam: pattern(20, 48),
  mrSignerSeam: new Uint8Array(48),
  seamAttributes: new Uint8Array(8),
  // SEPT_VE_DISABLE
  tdAttributes: Uint8Array.of(0, 0, 0, 0x10, 0, 0, 0, 0),
  // X87, SSE, AVX, AVX-512, PKRU, AMX
  xfam: Uint8Array.of(0xe7, 0x02, 0x06, 0, 0, 0, 0, 0),
  mrTd: pattern(21, 48),
  mrConfigId: pattern(22, 48),
  mrOwner: pattern(23, 48),
  mrOwnerConfig: pattern(24, 48),
  rtmr0: pattern(25, 48),
  rtmr1: pattern(26, 48),
  rtmr2: pattern(27, 48),
  rtmr3: pattern(28, 48),
  reportData: pattern(29, 64),
  teeTcbSvn2: teeTcbSvn(6, 1, 3),
  mrServiceTd: new Uint8Array(48),
};

export function writeTdReport(report: TdReport, form: "1.0" | "1.5"): Uint8Array {
  const writer = new ByteWriter()
    .bytes(report.teeTcbSvn, 16)
    .bytes(report.mrSeam, 48)
    .bytes(report.mrSignerSeam, 48)
    .bytes(report.seamAttributes, 8)
    .bytes(report.tdAttributes, 8)
    .bytes(report.xfam, 8)
    .bytes(report.mrTd, 48)
    .bytes(report.mrConfigId, 48)
    .bytes(report.mrOwner, 48)
    .bytes(report.mrOwnerConfig, 48)
    .bytes(report.rtmr0, 48)
    .bytes(report.rtmr1, 48)
    .bytes(report.rtmr2, 48)
    .bytes(report.rtmr3, 48)
    .bytes(report.reportData, 64);
  if (form === "1.5") writer.bytes(report.teeTcbSvn2, 16).bytes(report.mrServiceTd, 48);
  return writer.finish();
}

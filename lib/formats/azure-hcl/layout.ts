/*
 * Azure “Guest attestation for confidential VMs”, “Attestation report format”: what the paravisor (the host
 * compatibility layer, HCL) leaves in NV index 0x01400001. All integers are little-endian.
 *
 * One description serves the parser, the inspector and the field dictionary.
 */
import type { StructureLayout } from "@/lib/formats/dcap/layout";

const SPECIFICATION = "Azure, “Guest attestation for confidential VMs”, table";

/** Room for the hardware report: as much as the larger of the two, the SNP report, takes. */
export const HARDWARE_REPORT_LENGTH = 1184;
export const TD_REPORT_LENGTH = 1024;

export const HCL_HEADER = {
  name: "HCL report header",
  specification: `${SPECIFICATION} “Report header”`,
  length: 32,
  fields: [
    {
      id: "signature",
      name: "Signature",
      offset: 0,
      length: 4,
      kind: "bytes",
      description: "The letters HCLA.",
    },
    {
      id: "version",
      name: "Version",
      offset: 4,
      length: 4,
      kind: "integer",
      description: "Version of the report format.",
    },
    {
      id: "reportSize",
      name: "Report size",
      offset: 8,
      length: 4,
      kind: "integer",
      description: "Bytes from the header to the end of the runtime data.",
    },
    {
      id: "requestType",
      name: "Request type",
      offset: 12,
      length: 4,
      kind: "integer",
      description: "What the guest asked for.",
    },
    {
      id: "status",
      name: "Status",
      offset: 16,
      length: 4,
      kind: "integer",
      description: "Zero when the hardware report could be had.",
    },
    {
      id: "reserved",
      name: "Reserved",
      offset: 20,
      length: 12,
      kind: "bytes",
      description: "Not used.",
      reserved: true,
    },
  ],
} as const satisfies StructureLayout;

export const RUNTIME_DATA_HEADER = {
  name: "Runtime data header",
  specification: `${SPECIFICATION} “Runtime data”`,
  length: 20,
  fields: [
    {
      id: "dataSize",
      name: "Data size",
      offset: 0,
      length: 4,
      kind: "integer",
      description: "Bytes of this header and the runtime data.",
    },
    {
      id: "version",
      name: "Version",
      offset: 4,
      length: 4,
      kind: "integer",
      description: "Version of the runtime data format.",
    },
    {
      id: "reportType",
      name: "Report type",
      offset: 8,
      length: 4,
      kind: "integer",
      description: "Kind of the hardware report: 2 is SEV-SNP, 4 is TDX.",
    },
    {
      id: "hashType",
      name: "Hash type",
      offset: 12,
      length: 4,
      kind: "integer",
      description: "Hash that binds the runtime data: 1 is SHA-256, 2 SHA-384, 3 SHA-512.",
    },
    {
      id: "variableDataSize",
      name: "Variable data size",
      offset: 16,
      length: 4,
      kind: "integer",
      description: "Bytes of the runtime data, all of which are hashed.",
    },
  ],
} as const satisfies StructureLayout;

const TD_REPORT_SPECIFICATION =
  "Intel TDX Module ABI Specification, “TDREPORT_STRUCT”; 1024 bytes, MACed for its own machine only";

/** The fields of a TDREPORT that a quote repeats. */
export const TD_REPORT_STRUCT = {
  name: "TDREPORT",
  specification: TD_REPORT_SPECIFICATION,
  length: TD_REPORT_LENGTH,
  fields: [
    field("reportType", "Report type", [0x00, 4], "0x81 in its first byte for TDX."),
    field("cpuSvn", "CPUSVN", [0x10, 16], "Security version of the processor."),
    field("teeTcbInfoHash", "TEE TCB info hash", [0x20, 48], "SHA-384 of the TEE TCB info."),
    field("teeInfoHash", "TEE info hash", [0x50, 48], "SHA-384 of the TD info."),
    field("reportData", "Report data", [0x80, 64], "The hash of the runtime data."),
    field("mac", "MAC", [0xe0, 32], "Verifiable on the machine that made the report only."),
    field("teeTcbSvn", "TEE TCB SVN", [0x108, 16], "Security versions of the TDX module."),
    field("mrSeam", "MRSEAM", [0x118, 48], "Measurement of the TDX module."),
    field("mrSignerSeam", "MRSIGNERSEAM", [0x148, 48], "Signer of the TDX module."),
    field("seamAttributes", "SEAM attributes", [0x178, 8], "Attributes of the TDX module."),
    field("tdAttributes", "TD attributes", [0x200, 8], "Attributes of the trust domain."),
    field("xfam", "XFAM", [0x208, 8], "Extended features that the trust domain may use."),
    field("mrTd", "MRTD", [0x210, 48], "Measurement of the initial contents."),
    field("mrConfigId", "MRCONFIGID", [0x240, 48], "Configuration given by the owner."),
    field("mrOwner", "MROWNER", [0x270, 48], "Owner, as the host says."),
    field("mrOwnerConfig", "MROWNERCONFIG", [0x2a0, 48], "Owner's configuration."),
    field("rtmr0", "RTMR0", [0x2d0, 48], "Runtime measurement register 0."),
    field("rtmr1", "RTMR1", [0x300, 48], "Runtime measurement register 1."),
    field("rtmr2", "RTMR2", [0x330, 48], "Runtime measurement register 2."),
    field("rtmr3", "RTMR3", [0x360, 48], "Runtime measurement register 3."),
  ],
} as const satisfies StructureLayout;

function field<Id extends string>(
  id: Id,
  name: string,
  [offset, length]: readonly [number, number],
  description: string,
) {
  return { id, name, offset, length, kind: "bytes", description } as const;
}

import {
  MISCSELECT,
  SEAM_ATTRIBUTES,
  SGX_FLAGS,
  TD_ATTRIBUTES,
  XFAM,
  type BitTable,
} from "./bit-tables";

/*
 * Intel SGX DCAP ECDSA Quote Library API, "Quote Format" (version 3), and Intel TDX DCAP Quoting Library API,
 * appendix "TD Quote Format" (versions 4 and 5). All integers are little-endian; keys and signatures are big-endian.
 *
 * One description serves the parser, the inspector, the command line and the field dictionary.
 */

export interface FieldLayout {
  readonly id: string;
  readonly name: string;
  /** From the start of its structure. */
  readonly offset: number;
  readonly length: number;
  readonly kind: "bytes" | "integer" | "flags";
  readonly description: string;
  readonly reserved?: boolean;
  readonly bits?: BitTable;
}

export interface StructureLayout {
  readonly name: string;
  readonly specification: string;
  readonly length: number;
  readonly fields: readonly FieldLayout[];
}

/** The bytes of each field of a structure, as views on the evidence. */
export type FieldBytes<S extends StructureLayout> = Readonly<
  Record<S["fields"][number]["id"], Uint8Array>
>;

export const INTEL_QE_VENDOR_ID = "939a7233f79c4ca9940a0db3957f0607";
export const TEE_TYPE_SGX = 0x00000000;
export const TEE_TYPE_TDX = 0x00000081;
export const ATTESTATION_KEY_TYPE_ECDSA_P256 = 2;

/** Largest QE authentication data that is read; the format would permit 65,535 bytes, real ones have 32. */
export const MAX_QE_AUTH_DATA = 4096;

export const QUOTE_HEADER = {
  name: "Quote header",
  specification: "Intel TDX DCAP Quoting Library API, table “TD Quote Header”",
  length: 48,
  fields: [
    {
      id: "version",
      name: "Version",
      offset: 0,
      length: 2,
      kind: "integer",
      description: "Version of the quote format.",
    },
    {
      id: "attestationKeyType",
      name: "Attestation key type",
      offset: 2,
      length: 2,
      kind: "integer",
      description: "Algorithm of the key that signed this quote.",
    },
    {
      id: "teeType",
      name: "TEE type",
      offset: 4,
      length: 4,
      kind: "integer",
      description: "Kind of trusted execution environment that the quote speaks for.",
    },
    {
      id: "qeSvn",
      name: "QE SVN",
      offset: 8,
      length: 2,
      kind: "integer",
      description:
        "Security version of the quoting enclave; for information only, reserved from version 4 on.",
    },
    {
      id: "pceSvn",
      name: "PCE SVN",
      offset: 10,
      length: 2,
      kind: "integer",
      description:
        "Security version of the provisioning certification enclave; for information only, reserved from version 4 on.",
    },
    {
      id: "qeVendorId",
      name: "QE vendor id",
      offset: 12,
      length: 16,
      kind: "bytes",
      description: "Who made the quoting enclave.",
    },
    {
      id: "userData",
      name: "User data",
      offset: 28,
      length: 20,
      kind: "bytes",
      description: "Set by the quoting enclave; the first 16 bytes are its platform id (QEID).",
    },
  ],
} as const satisfies StructureLayout;

export const ENCLAVE_REPORT = {
  name: "Enclave report",
  specification: "Intel SDM volume 3D, table “REPORT structure”",
  length: 384,
  fields: [
    {
      id: "cpuSvn",
      name: "CPUSVN",
      offset: 0,
      length: 16,
      kind: "bytes",
      description: "Security version of the processor.",
    },
    {
      id: "miscSelect",
      name: "MISCSELECT",
      offset: 16,
      length: 4,
      kind: "flags",
      bits: MISCSELECT,
      description: "Extra state that the processor saves when the enclave exits.",
    },
    {
      id: "reserved1",
      name: "Reserved",
      offset: 20,
      length: 12,
      kind: "bytes",
      reserved: true,
      description: "Must be zero.",
    },
    {
      id: "isvExtProdId",
      name: "ISVEXTPRODID",
      offset: 32,
      length: 16,
      kind: "bytes",
      description: "Extended product id, when key separation and sharing (KSS) is on.",
    },
    {
      id: "attributes",
      name: "ATTRIBUTES.FLAGS",
      offset: 48,
      length: 8,
      kind: "flags",
      bits: SGX_FLAGS,
      description: "Flags that the enclave runs with.",
    },
    {
      id: "xfrm",
      name: "ATTRIBUTES.XFRM",
      offset: 56,
      length: 8,
      kind: "flags",
      bits: XFAM,
      description: "Extended processor features that the enclave may use.",
    },
    {
      id: "mrEnclave",
      name: "MRENCLAVE",
      offset: 64,
      length: 32,
      kind: "bytes",
      description: "SHA-256 measurement of the enclave's code and initial data.",
    },
    {
      id: "reserved2",
      name: "Reserved",
      offset: 96,
      length: 32,
      kind: "bytes",
      reserved: true,
      description: "Must be zero.",
    },
    {
      id: "mrSigner",
      name: "MRSIGNER",
      offset: 128,
      length: 32,
      kind: "bytes",
      description: "SHA-256 of the public key that signed the enclave.",
    },
    {
      id: "reserved3",
      name: "Reserved",
      offset: 160,
      length: 32,
      kind: "bytes",
      reserved: true,
      description: "Must be zero.",
    },
    {
      id: "configId",
      name: "CONFIGID",
      offset: 192,
      length: 64,
      kind: "bytes",
      description: "Configuration id that was given at launch (KSS).",
    },
    {
      id: "isvProdId",
      name: "ISVPRODID",
      offset: 256,
      length: 2,
      kind: "integer",
      description: "Product id that the signer gave this enclave.",
    },
    {
      id: "isvSvn",
      name: "ISVSVN",
      offset: 258,
      length: 2,
      kind: "integer",
      description: "Security version that the signer gave this enclave.",
    },
    {
      id: "configSvn",
      name: "CONFIGSVN",
      offset: 260,
      length: 2,
      kind: "integer",
      description: "Security version of the configuration (KSS).",
    },
    {
      id: "reserved4",
      name: "Reserved",
      offset: 262,
      length: 42,
      kind: "bytes",
      reserved: true,
      description: "Must be zero.",
    },
    {
      id: "isvFamilyId",
      name: "ISVFAMILYID",
      offset: 304,
      length: 16,
      kind: "bytes",
      description: "Family id of the product (KSS).",
    },
    {
      id: "reportData",
      name: "REPORTDATA",
      offset: 320,
      length: 64,
      kind: "bytes",
      description: "64 bytes that the enclave chose: a nonce, the digest of a key or of a message.",
    },
  ],
} as const satisfies StructureLayout;

const TD_REPORT_10_FIELDS = [
  {
    id: "teeTcbSvn",
    name: "TEE_TCB_SVN",
    offset: 0,
    length: 16,
    kind: "bytes",
    description:
      "Security versions at launch: byte 0 of the TDX module, byte 1 its major version, byte 2 of the SEAM loader.",
  },
  {
    id: "mrSeam",
    name: "MRSEAM",
    offset: 16,
    length: 48,
    kind: "bytes",
    description: "SHA-384 measurement of the TDX module.",
  },
  {
    id: "mrSignerSeam",
    name: "MRSIGNERSEAM",
    offset: 64,
    length: 48,
    kind: "bytes",
    description: "Signer of the TDX module; all zero for a module that Intel signed.",
  },
  {
    id: "seamAttributes",
    name: "SEAMATTRIBUTES",
    offset: 112,
    length: 8,
    kind: "flags",
    bits: SEAM_ATTRIBUTES,
    description: "Attributes of the TDX module; all zero for TDX 1.x.",
  },
  {
    id: "tdAttributes",
    name: "TDATTRIBUTES",
    offset: 120,
    length: 8,
    kind: "flags",
    bits: TD_ATTRIBUTES,
    description: "Attributes that the TD runs with.",
  },
  {
    id: "xfam",
    name: "XFAM",
    offset: 128,
    length: 8,
    kind: "flags",
    bits: XFAM,
    description: "Extended processor features that the TD may use.",
  },
  {
    id: "mrTd",
    name: "MRTD",
    offset: 136,
    length: 48,
    kind: "bytes",
    description: "SHA-384 measurement of the TD's initial memory, usually its virtual firmware.",
  },
  {
    id: "mrConfigId",
    name: "MRCONFIGID",
    offset: 184,
    length: 48,
    kind: "bytes",
    description: "Configuration id that the host gave at launch, not owner defined.",
  },
  {
    id: "mrOwner",
    name: "MROWNER",
    offset: 232,
    length: 48,
    kind: "bytes",
    description: "Id of the TD's owner, given at launch.",
  },
  {
    id: "mrOwnerConfig",
    name: "MROWNERCONFIG",
    offset: 280,
    length: 48,
    kind: "bytes",
    description: "Configuration that the owner defined, given at launch.",
  },
  {
    id: "rtmr0",
    name: "RTMR0",
    offset: 328,
    length: 48,
    kind: "bytes",
    description: "Run-time register 0: virtual firmware configuration, extended during boot.",
  },
  {
    id: "rtmr1",
    name: "RTMR1",
    offset: 376,
    length: 48,
    kind: "bytes",
    description: "Run-time register 1: boot loader and kernel, extended during boot.",
  },
  {
    id: "rtmr2",
    name: "RTMR2",
    offset: 424,
    length: 48,
    kind: "bytes",
    description: "Run-time register 2: kernel command line, initial RAM disk and root file system.",
  },
  {
    id: "rtmr3",
    name: "RTMR3",
    offset: 472,
    length: 48,
    kind: "bytes",
    description: "Run-time register 3: for applications.",
  },
  {
    id: "reportData",
    name: "REPORTDATA",
    offset: 520,
    length: 64,
    kind: "bytes",
    description: "64 bytes that the TD chose: a nonce, the digest of a key or of a message.",
  },
] as const satisfies readonly FieldLayout[];

export const TD_REPORT_10 = {
  name: "TD report 1.0",
  specification: "Intel TDX DCAP Quoting Library API, table “TD Quote Body, TDX 1.0”",
  length: 584,
  fields: TD_REPORT_10_FIELDS,
} as const satisfies StructureLayout;

export const TD_REPORT_15 = {
  name: "TD report 1.5",
  specification: "Intel TDX DCAP Quoting Library API, table “TD Quote Body, TDX 1.5”",
  length: 648,
  fields: [
    ...TD_REPORT_10_FIELDS,
    {
      id: "teeTcbSvn2",
      name: "TEE_TCB_SVN_2",
      offset: 584,
      length: 16,
      kind: "bytes",
      description:
        "Security versions of the TDX module that runs now, after a TD-preserving update.",
    },
    {
      id: "mrServiceTd",
      name: "MRSERVICETD",
      offset: 600,
      length: 48,
      kind: "bytes",
      description: "Hash of the service TDs that are bound to this TD; all zero for none.",
    },
  ],
} as const satisfies StructureLayout;

/** Quote version 5 names its body, and its size must be exactly the body's. Type 4 (TD 1.5 extended) has no public sample and is not supported. */
export const BODY_TYPES = {
  1: { tee: "sgx", layout: ENCLAVE_REPORT, label: "SGX enclave report" },
  2: { tee: "tdx", layout: TD_REPORT_10, label: "TD report for TDX 1.0" },
  3: { tee: "tdx", layout: TD_REPORT_15, label: "TD report for TDX 1.5" },
} as const;

export const CERTIFICATION_DATA_TYPES: Readonly<Record<number, string>> = {
  1: "PPID in plain text, CPUSVN, PCESVN and PCEID",
  2: "PPID encrypted with RSA-2048-OAEP, CPUSVN, PCESVN and PCEID",
  3: "PPID encrypted with RSA-3072-OAEP, CPUSVN, PCESVN and PCEID",
  4: "PCK leaf certificate",
  5: "PCK certificate chain, PEM",
  6: "QE report certification data",
  7: "platform manifest",
};

/** Length of the data of certification types 1 to 3: (encrypted) PPID, then CPUSVN 16, PCESVN 2, PCEID 2. */
export const PPID_DATA_LENGTHS: Readonly<Record<number, number>> = {
  1: 16 + 20,
  2: 256 + 20,
  3: 384 + 20,
};

/** Cuts a structure into its fields. `bytes` is at least as long as the structure. */
export function readFields<const S extends StructureLayout>(
  layout: S,
  bytes: Uint8Array,
  base: number,
): FieldBytes<S> {
  const fields: Record<string, Uint8Array> = {};
  for (const { id, offset, length } of layout.fields) {
    fields[id] = bytes.subarray(base + offset, base + offset + length);
  }
  // The loop sets every id of the layout, which is what the type says; the compiler cannot follow a loop.
  return fields as FieldBytes<S>;
}

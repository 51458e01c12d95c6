import type { StructureLayout } from "../dcap/layout";
import { GUEST_POLICY, KEY_INFO, PLATFORM_INFO } from "./bit-tables";

/*
 * AMD 56860 (SEV Secure Nested Paging Firmware ABI Specification), table "ATTESTATION_REPORT Structure". Integers are
 * little-endian, and so are R and S of the signature. Version 4 has the layout of version 3.
 *
 * One description serves the parser, the inspector, the command line and the field dictionary.
 */

export const REPORT_LENGTH = 0x4a0;
/** The signature covers everything before it. */
export const SIGNED_LENGTH = 0x2a0;
export const SIGNATURE_ALGORITHM_ECDSA_P384_SHA384 = 1;

const specification = "AMD 56860, table “ATTESTATION_REPORT Structure”";

const beforeProcessor = [
  {
    id: "version",
    name: "Version",
    offset: 0x0,
    length: 4,
    kind: "integer",
    description: "Version of the report's layout.",
  },
  {
    id: "guestSvn",
    name: "Guest SVN",
    offset: 0x4,
    length: 4,
    kind: "integer",
    description: "Security version of the guest, from the id block.",
  },
  {
    id: "policy",
    name: "Guest policy",
    offset: 0x8,
    length: 8,
    kind: "flags",
    description: "What the guest's owner allowed and demanded at launch.",
    bits: GUEST_POLICY,
  },
  {
    id: "familyId",
    name: "Family id",
    offset: 0x10,
    length: 16,
    kind: "bytes",
    description: "Family of the guest's image, from the id block.",
  },
  {
    id: "imageId",
    name: "Image id",
    offset: 0x20,
    length: 16,
    kind: "bytes",
    description: "Id of the guest's image, from the id block.",
  },
  {
    id: "vmpl",
    name: "VMPL",
    offset: 0x30,
    length: 4,
    kind: "integer",
    description: "Privilege level that asked for the report; 0 is the most privileged.",
  },
  {
    id: "signatureAlgorithm",
    name: "Signature algorithm",
    offset: 0x34,
    length: 4,
    kind: "integer",
    description: "Algorithm of the signature; 1 is ECDSA P-384 with SHA-384.",
  },
  {
    id: "currentTcb",
    name: "Current TCB",
    offset: 0x38,
    length: 8,
    kind: "bytes",
    description: "Security versions that run now.",
  },
  {
    id: "platformInfo",
    name: "Platform info",
    offset: 0x40,
    length: 8,
    kind: "flags",
    description: "How the machine is set up.",
    bits: PLATFORM_INFO,
  },
  {
    id: "keyInfo",
    name: "Key info",
    offset: 0x48,
    length: 4,
    kind: "flags",
    description: "Which key signed, and whether there is an author key.",
    bits: KEY_INFO,
  },
  {
    id: "reserved1",
    name: "Reserved",
    offset: 0x4c,
    length: 4,
    kind: "bytes",
    description: "Must be zero.",
    reserved: true,
  },
  {
    id: "reportData",
    name: "Report data",
    offset: 0x50,
    length: 64,
    kind: "bytes",
    description: "Chosen by the guest: a nonce, or the digest of what it vouches for.",
  },
  {
    id: "measurement",
    name: "Measurement",
    offset: 0x90,
    length: 48,
    kind: "bytes",
    description: "SHA-384 launch digest of the guest's initial memory.",
  },
  {
    id: "hostData",
    name: "Host data",
    offset: 0xc0,
    length: 32,
    kind: "bytes",
    description: "Chosen by the host at launch; for example the digest of a policy.",
  },
  {
    id: "idKeyDigest",
    name: "Id key digest",
    offset: 0xe0,
    length: 48,
    kind: "bytes",
    description: "SHA-384 of the key that signed the id block; zero without one.",
  },
  {
    id: "authorKeyDigest",
    name: "Author key digest",
    offset: 0x110,
    length: 48,
    kind: "bytes",
    description: "SHA-384 of the key that signed the id key; zero without one.",
  },
  {
    id: "reportId",
    name: "Report id",
    offset: 0x140,
    length: 32,
    kind: "bytes",
    description: "Id of this guest instance.",
  },
  {
    id: "reportIdMa",
    name: "Report id of the migration agent",
    offset: 0x160,
    length: 32,
    kind: "bytes",
    description: "Id of the migration agent; all ff when there is none.",
  },
  {
    id: "reportedTcb",
    name: "Reported TCB",
    offset: 0x180,
    length: 8,
    kind: "bytes",
    description: "Security versions that the signing key was derived with.",
  },
] as const;

const processor = [
  {
    id: "cpuFamily",
    name: "CPUID family",
    offset: 0x188,
    length: 1,
    kind: "integer",
    description: "Combined family of the processor.",
  },
  {
    id: "cpuModel",
    name: "CPUID model",
    offset: 0x189,
    length: 1,
    kind: "integer",
    description: "Combined model of the processor.",
  },
  {
    id: "cpuStepping",
    name: "CPUID stepping",
    offset: 0x18a,
    length: 1,
    kind: "integer",
    description: "Stepping of the processor.",
  },
  {
    id: "reserved2",
    name: "Reserved",
    offset: 0x18b,
    length: 21,
    kind: "bytes",
    description: "Must be zero.",
    reserved: true,
  },
] as const;

const noProcessor = [
  {
    id: "reserved2",
    name: "Reserved",
    offset: 0x188,
    length: 24,
    kind: "bytes",
    description: "Must be zero.",
    reserved: true,
  },
] as const;

const chipAndFirmware = [
  {
    id: "chipId",
    name: "Chip id",
    offset: 0x1a0,
    length: 64,
    kind: "bytes",
    description: "Id of the chip; zero when masked. From Turin on only the first 8 bytes are used.",
  },
  {
    id: "committedTcb",
    name: "Committed TCB",
    offset: 0x1e0,
    length: 8,
    kind: "bytes",
    description: "Security versions below which the firmware can't go back.",
  },
  {
    id: "currentBuild",
    name: "Current build",
    offset: 0x1e8,
    length: 1,
    kind: "integer",
    description: "Build of the firmware that runs.",
  },
  {
    id: "currentMinor",
    name: "Current minor",
    offset: 0x1e9,
    length: 1,
    kind: "integer",
    description: "Minor version of the firmware that runs.",
  },
  {
    id: "currentMajor",
    name: "Current major",
    offset: 0x1ea,
    length: 1,
    kind: "integer",
    description: "Major version of the firmware that runs.",
  },
  {
    id: "reserved3",
    name: "Reserved",
    offset: 0x1eb,
    length: 1,
    kind: "bytes",
    description: "Must be zero.",
    reserved: true,
  },
  {
    id: "committedBuild",
    name: "Committed build",
    offset: 0x1ec,
    length: 1,
    kind: "integer",
    description: "Build of the firmware that is committed.",
  },
  {
    id: "committedMinor",
    name: "Committed minor",
    offset: 0x1ed,
    length: 1,
    kind: "integer",
    description: "Minor version of the firmware that is committed.",
  },
  {
    id: "committedMajor",
    name: "Committed major",
    offset: 0x1ee,
    length: 1,
    kind: "integer",
    description: "Major version of the firmware that is committed.",
  },
  {
    id: "reserved4",
    name: "Reserved",
    offset: 0x1ef,
    length: 1,
    kind: "bytes",
    description: "Must be zero.",
    reserved: true,
  },
  {
    id: "launchTcb",
    name: "Launch TCB",
    offset: 0x1f0,
    length: 8,
    kind: "bytes",
    description: "Security versions when the guest was launched or moved here.",
  },
] as const;

const mitigations = [
  {
    id: "launchMitigations",
    name: "Launch mitigation vector",
    offset: 0x1f8,
    length: 8,
    kind: "bytes",
    description: "Mitigations that were in place when the guest was launched, one bit each.",
  },
  {
    id: "currentMitigations",
    name: "Current mitigation vector",
    offset: 0x200,
    length: 8,
    kind: "bytes",
    description: "Mitigations that are in place now, one bit each.",
  },
  {
    id: "reserved5",
    name: "Reserved",
    offset: 0x208,
    length: 152,
    kind: "bytes",
    description: "Must be zero.",
    reserved: true,
  },
] as const;

const noMitigations = [
  {
    id: "reserved5",
    name: "Reserved",
    offset: 0x1f8,
    length: 168,
    kind: "bytes",
    description: "Must be zero.",
    reserved: true,
  },
] as const;

const signature = [
  {
    id: "signatureR",
    name: "Signature R",
    offset: 0x2a0,
    length: 72,
    kind: "bytes",
    description: "R of the ECDSA signature, little-endian, zero-padded.",
  },
  {
    id: "signatureS",
    name: "Signature S",
    offset: 0x2e8,
    length: 72,
    kind: "bytes",
    description: "S of the ECDSA signature, little-endian, zero-padded.",
  },
  {
    id: "reserved6",
    name: "Reserved",
    offset: 0x330,
    length: 368,
    kind: "bytes",
    description: "Must be zero.",
    reserved: true,
  },
] as const;

export const REPORT_V2 = {
  name: "Attestation report, version 2",
  specification,
  length: REPORT_LENGTH,
  fields: [...beforeProcessor, ...noProcessor, ...chipAndFirmware, ...noMitigations, ...signature],
} as const satisfies StructureLayout;

export const REPORT_V3 = {
  name: "Attestation report, version 3 and 4",
  specification,
  length: REPORT_LENGTH,
  fields: [...beforeProcessor, ...processor, ...chipAndFirmware, ...noMitigations, ...signature],
} as const satisfies StructureLayout;

export const REPORT_V5 = {
  name: "Attestation report, version 5",
  specification,
  length: REPORT_LENGTH,
  fields: [...beforeProcessor, ...processor, ...chipAndFirmware, ...mitigations, ...signature],
} as const satisfies StructureLayout;

/** Fields that must be zero, whatever the version. */
export const RESERVED_FIELDS = [
  "reserved1",
  "reserved2",
  "reserved3",
  "reserved4",
  "reserved5",
  "reserved6",
] as const;

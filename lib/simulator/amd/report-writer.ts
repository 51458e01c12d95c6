import type { AmdProduct } from "@/lib/trust/endorsement-source";
import { ByteWriter, joinBytes } from "../byte-writer";
import type { ChipTcb } from "./key-certificate";

export interface FirmwareVersion {
  readonly build: number;
  readonly minor: number;
  readonly major: number;
}

/** Everything that a report says. */
export interface SnpReportFields {
  readonly version: number;
  readonly guestSvn: number;
  readonly policy: bigint;
  readonly familyId: Uint8Array;
  readonly imageId: Uint8Array;
  readonly vmpl: number;
  readonly signatureAlgorithm: number;
  readonly platformInfo: bigint;
  readonly keyInfo: number;
  readonly reserved1: Uint8Array;
  readonly reportData: Uint8Array;
  readonly measurement: Uint8Array;
  readonly hostData: Uint8Array;
  readonly idKeyDigest: Uint8Array;
  readonly authorKeyDigest: Uint8Array;
  readonly reportId: Uint8Array;
  readonly reportIdMa: Uint8Array;
  readonly cpuFamily: number;
  readonly cpuModel: number;
  readonly cpuStepping: number;
  readonly chipId: Uint8Array;
  readonly currentTcb: ChipTcb;
  readonly reportedTcb: ChipTcb;
  readonly committedTcb: ChipTcb;
  readonly launchTcb: ChipTcb;
  readonly current: FirmwareVersion;
  readonly committed: FirmwareVersion;
  readonly launchMitigations: bigint;
  readonly currentMitigations: bigint;
}

/** AMD 56860, "ATTESTATION_REPORT Structure": the 672 bytes that are signed. */
export function writeSignedPart(fields: SnpReportFields, product: AmdProduct): Uint8Array {
  const tcb = (version: ChipTcb) => writeTcb(version, product);
  const writer = new ByteWriter()
    .u32le(fields.version)
    .u32le(fields.guestSvn)
    .u64le(fields.policy)
    .bytes(fields.familyId, 16)
    .bytes(fields.imageId, 16)
    .u32le(fields.vmpl)
    .u32le(fields.signatureAlgorithm)
    .bytes(tcb(fields.currentTcb), 8)
    .u64le(fields.platformInfo)
    .u32le(fields.keyInfo)
    .bytes(fields.reserved1, 4)
    .bytes(fields.reportData, 64)
    .bytes(fields.measurement, 48)
    .bytes(fields.hostData, 32)
    .bytes(fields.idKeyDigest, 48)
    .bytes(fields.authorKeyDigest, 48)
    .bytes(fields.reportId, 32)
    .bytes(fields.reportIdMa, 32)
    .bytes(tcb(fields.reportedTcb), 8);
  if (fields.version >= 3) {
    writer.u8(fields.cpuFamily).u8(fields.cpuModel).u8(fields.cpuStepping).zeros(21);
  } else {
    writer.zeros(24);
  }
  writer
    .bytes(fields.chipId, 64)
    .bytes(tcb(fields.committedTcb), 8)
    .bytes(firmware(fields.current), 4)
    .bytes(firmware(fields.committed), 4)
    .bytes(tcb(fields.launchTcb), 8);
  if (fields.version >= 5) {
    writer.u64le(fields.launchMitigations).u64le(fields.currentMitigations).zeros(152);
  } else {
    writer.zeros(168);
  }
  return writer.finish();
}

function firmware({ build, minor, major }: FirmwareVersion): Uint8Array {
  return Uint8Array.of(build, minor, major, 0);
}

/** TCB_VERSION in its product's order. */
export function writeTcb(tcb: ChipTcb, product: AmdProduct): Uint8Array {
  const { fmc, bootloader, tee, snp, microcode } = tcb;
  return product === "Turin"
    ? Uint8Array.of(fmc, bootloader, tee, snp, 0, 0, 0, microcode)
    : Uint8Array.of(bootloader, tee, 0, 0, 0, 0, snp, microcode);
}

/** R and S little-endian in 72 bytes each, then zeros: 512 bytes. `signature` is r‖s, big-endian, 48 bytes each. */
export function writeSignature(signature: Uint8Array): Uint8Array {
  const part = (bytes: Uint8Array) => joinBytes([bytes.slice().reverse(), new Uint8Array(24)]);
  return joinBytes([
    part(signature.subarray(0, 48)),
    part(signature.subarray(48)),
    new Uint8Array(368),
  ]);
}

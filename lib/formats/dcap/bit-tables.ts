import type { BitField } from "@/lib/rats/inspection";

/** A named bit, or run of bits, of a little-endian flags field. */
export interface BitName {
  readonly bit: number;
  readonly width?: number;
  readonly name: string;
  readonly meaning: string;
}

/** Names of the bits of one field; every bit that is not named is reserved. */
export interface BitTable {
  readonly bytes: number;
  readonly names: readonly BitName[];
}

/** TDATTRIBUTES, Intel TDX Module ABI, table "ATTRIBUTES". Bits 0 to 7 are the TUD group: any of them set means untrusted debug. */
export const TD_ATTRIBUTES: BitTable = {
  bytes: 8,
  names: [
    { bit: 0, name: "DEBUG", meaning: "The TD runs in debug mode: its memory can be read." },
    { bit: 4, name: "HGS_PLUS_PROF", meaning: "Hardware guided scheduling profiling (TUD group)." },
    { bit: 5, name: "PERF_PROF", meaning: "Performance profiling (TUD group)." },
    { bit: 6, name: "PMT_PROF", meaning: "Platform monitoring profiling (TUD group)." },
    { bit: 16, name: "ICSSD", meaning: "Intra-core side-channel state is disabled." },
    { bit: 27, name: "LASS", meaning: "Linear address space separation is enabled." },
    { bit: 28, name: "SEPT_VE_DISABLE", meaning: "No #VE on accesses to pending pages." },
    { bit: 29, name: "MIGRATABLE", meaning: "A migration TD may move this TD." },
    { bit: 30, name: "PKS", meaning: "Supervisor protection keys are allowed." },
    { bit: 31, name: "KL", meaning: "Key locker is allowed." },
    { bit: 62, name: "TPA", meaning: "The TD is a TDX connect provisioning agent." },
    { bit: 63, name: "PERFMON", meaning: "Performance monitoring is allowed." },
  ],
};

/** XFAM and XFRM: Intel SDM volume 1, chapter 13, "XCR0 and IA32_XSS". */
export const XFAM: BitTable = {
  bytes: 8,
  names: [
    { bit: 0, name: "X87", meaning: "x87 state; always on." },
    { bit: 1, name: "SSE", meaning: "SSE state; always on." },
    { bit: 2, name: "AVX", meaning: "AVX state." },
    { bit: 3, width: 2, name: "MPX", meaning: "Memory protection extensions." },
    { bit: 5, width: 3, name: "AVX512", meaning: "AVX-512 state; all three bits or none." },
    { bit: 8, name: "PT", meaning: "Processor trace." },
    { bit: 9, name: "PKRU", meaning: "User protection keys." },
    { bit: 10, name: "PASID", meaning: "Process address space id." },
    { bit: 11, width: 2, name: "CET", meaning: "Control-flow enforcement; both bits or none." },
    { bit: 13, name: "HDC", meaning: "Hardware duty cycling." },
    { bit: 14, name: "UINTR", meaning: "User interrupts." },
    { bit: 15, name: "LBR", meaning: "Last branch records." },
    { bit: 16, name: "HWP", meaning: "Hardware P-states." },
    { bit: 17, width: 2, name: "AMX", meaning: "AMX tiles; both bits or none." },
    { bit: 19, name: "APX", meaning: "Advanced performance extensions." },
  ],
};

/** SGX ATTRIBUTES.FLAGS, Intel SDM volume 3D, table "ATTRIBUTES structure". */
export const SGX_FLAGS: BitTable = {
  bytes: 8,
  names: [
    { bit: 0, name: "INIT", meaning: "The enclave is initialised; always 1 in a report." },
    { bit: 1, name: "DEBUG", meaning: "The enclave runs in debug mode: its memory can be read." },
    { bit: 2, name: "MODE64BIT", meaning: "The enclave runs in 64-bit mode." },
    { bit: 4, name: "PROVISION_KEY", meaning: "The enclave may derive the provisioning key." },
    { bit: 5, name: "EINITTOKEN_KEY", meaning: "The enclave may derive the launch key." },
    { bit: 6, name: "CET", meaning: "Control-flow enforcement is on." },
    { bit: 7, name: "KSS", meaning: "Key separation and sharing is on." },
    { bit: 10, name: "AEX_NOTIFY", meaning: "The enclave may be told of asynchronous exits." },
  ],
};

/** MISCSELECT, Intel SDM volume 3D. */
export const MISCSELECT: BitTable = {
  bytes: 4,
  names: [
    { bit: 0, name: "EXINFO", meaning: "Page-fault information is saved on exit." },
    { bit: 1, name: "CPINFO", meaning: "Control-protection information is saved on exit." },
  ],
};

/** SEAMATTRIBUTES: all zero for TDX 1.x. */
export const SEAM_ATTRIBUTES: BitTable = { bytes: 8, names: [] };

/** A little-endian field as one unsigned integer. */
export function littleEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let index = bytes.length - 1; index >= 0; index--) {
    value = (value << 8n) | BigInt(bytes[index] ?? 0);
  }
  return value;
}

/** True when bit `bit` (0 is the least significant) of a little-endian field is set. */
export function hasBit(bytes: Uint8Array, bit: number): boolean {
  return (((bytes[bit >> 3] ?? 0) >> (bit & 7)) & 1) === 1;
}

/** Positions of bits that are set and that the table does not name. */
export function unnamedBits(table: BitTable, bytes: Uint8Array): readonly number[] {
  const positions: number[] = [];
  for (let byte = 0; byte < table.bytes; byte++) {
    if ((bytes[byte] ?? 0) === 0) continue;
    for (let bit = byte * 8; bit < byte * 8 + 8; bit++) {
      if (hasBit(bytes, bit) && !isNamed(table, bit)) positions.push(bit);
    }
  }
  return positions;
}

function isNamed(table: BitTable, bit: number): boolean {
  return table.names.some((name) => bit >= name.bit && bit < name.bit + (name.width ?? 1));
}

/** Every named bit with its value, then every reserved bit that is set. */
export function describeBits(table: BitTable, bytes: Uint8Array): readonly BitField[] {
  const value = littleEndian(bytes.subarray(0, table.bytes));
  const named = table.names.map(({ bit, width = 1, name, meaning }) => ({
    bit,
    width,
    name,
    value: Number((value >> BigInt(bit)) & ((1n << BigInt(width)) - 1n)),
    meaning,
    reserved: false,
  }));
  const reserved = unnamedBits(table, bytes).map((bit) => ({
    bit,
    width: 1,
    name: `reserved bit ${bit}`,
    value: 1,
    meaning: "No specification that Attestry knows gives this bit a meaning.",
    reserved: true,
  }));
  return [...named, ...reserved].sort((a, b) => a.bit - b.bit);
}

/** The names of the set bits, for one line of text. */
export function setBitNames(table: BitTable, bytes: Uint8Array): string {
  const names = describeBits(table, bytes)
    .filter((field) => field.value !== 0)
    .map((field) => field.name);
  return names.length > 0 ? names.join(", ") : "none";
}

import type { BitTable } from "../dcap/bit-tables";

/** Guest policy, AMD 56860 (SEV-SNP ABI), table "Guest Policy". Bit 17 must be one; bits from 26 on must be zero. */
export const GUEST_POLICY: BitTable = {
  bytes: 8,
  names: [
    {
      bit: 0,
      width: 8,
      name: "ABI_MINOR",
      meaning: "Least minor version of the firmware's interface that the guest runs on.",
    },
    {
      bit: 8,
      width: 8,
      name: "ABI_MAJOR",
      meaning: "Least major version of the firmware's interface that the guest runs on.",
    },
    { bit: 16, name: "SMT", meaning: "The guest may run where two threads share a core." },
    { bit: 17, name: "RESERVED_ONE", meaning: "Always one." },
    { bit: 18, name: "MIGRATE_MA", meaning: "A migration agent may move the guest." },
    { bit: 19, name: "DEBUG", meaning: "The host may read and write the guest's memory." },
    { bit: 20, name: "SINGLE_SOCKET", meaning: "The guest runs on one socket only." },
    { bit: 21, name: "CXL_ALLOW", meaning: "The guest may use memory or devices behind CXL." },
    {
      bit: 22,
      name: "MEM_AES_256_XTS",
      meaning: "Memory must be encrypted with AES-256-XTS.",
    },
    { bit: 23, name: "RAPL_DIS", meaning: "Power measurement (RAPL) must be off." },
    {
      bit: 24,
      name: "CIPHERTEXT_HIDING_DRAM",
      meaning: "The host must not see the ciphertext of the guest's memory.",
    },
    { bit: 25, name: "PAGE_SWAP_DISABLE", meaning: "The host must not swap or move guest pages." },
  ],
};

/** Positions in GUEST_POLICY that checks ask about. */
export const GUEST_POLICY_BIT = {
  smt: 16,
  reservedOne: 17,
  migrationAgent: 18,
  debug: 19,
  singleSocket: 20,
  cxl: 21,
  raplDisabled: 23,
  ciphertextHiding: 24,
} as const;

/** PLATFORM_INFO, AMD 56860, table "PLATFORM_INFO Field". */
export const PLATFORM_INFO: BitTable = {
  bytes: 8,
  names: [
    { bit: 0, name: "SMT_EN", meaning: "Two threads share a core on this machine." },
    { bit: 1, name: "TSME_EN", meaning: "All memory is encrypted, not only that of guests." },
    { bit: 2, name: "ECC_EN", meaning: "Memory has error correction." },
    { bit: 3, name: "RAPL_DIS", meaning: "Power measurement (RAPL) is off." },
    {
      bit: 4,
      name: "CIPHERTEXT_HIDING_DRAM_EN",
      meaning: "The host can't see the ciphertext of guest memory.",
    },
    {
      bit: 5,
      name: "ALIAS_CHECK_COMPLETE",
      meaning: "The firmware found no two addresses for one memory cell (AMD-SB-3015).",
    },
    { bit: 7, name: "SEV_TIO_EN", meaning: "Trusted I/O is on." },
  ],
};

export const PLATFORM_INFO_BIT = {
  smt: 0,
  raplDisabled: 3,
  ciphertextHiding: 4,
  aliasCheck: 5,
} as const;

/** The word at 0x48, AMD 56860, table "ATTESTATION_REPORT Structure". */
export const KEY_INFO: BitTable = {
  bytes: 4,
  names: [
    {
      bit: 0,
      name: "AUTHOR_KEY_EN",
      meaning: "An author key signed the id key; its digest stands in the report.",
    },
    { bit: 1, name: "MASK_CHIP_KEY", meaning: "The chip id is left out of the report." },
    {
      bit: 2,
      width: 3,
      name: "SIGNING_KEY",
      meaning: "Which key signed: 0 is the VCEK, 1 the VLEK, 7 none.",
    },
  ],
};

import { ByteReader } from "@/lib/bytes/byte-reader";
import { fail, ok, type Result } from "@/lib/rats/result";
import { hashAlgorithm, hexId, type HashAlgorithm } from "./algorithms";
import { PlacedReader, type PlacedField } from "./placed-reader";

/** The PCRs of one bank that a quote speaks of, ascending. */
export interface PcrSelection {
  readonly bank: HashAlgorithm;
  readonly pcrs: readonly number[];
}

/** A TPMS_ATTEST of type quote; all of it is signed. */
export interface Attest {
  readonly bytes: Uint8Array;
  /** TPM2B_NAME of the key that signed; u16 hash algorithm and digest. */
  readonly qualifiedSigner: Uint8Array;
  /** What the caller of TPM2_Quote gave: the nonce. */
  readonly extraData: Uint8Array;
  /** Milliseconds that the TPM was powered. */
  readonly clock: bigint;
  readonly resetCount: number;
  readonly restartCount: number;
  /** False when the clock may have gone back since it was last written. */
  readonly safe: boolean;
  readonly firmwareVersion: bigint;
  readonly selection: PcrSelection;
  readonly pcrDigest: Uint8Array;
}

export const TPM_GENERATED = 0xff544347;
export const TPM_ST_ATTEST_QUOTE = 0x8018;

/** TPMU_NAME: u16 algorithm and the largest digest. */
const MAX_NAME = 66;
/** TPM2B_DATA as quotes use it: the largest digest. */
const MAX_EXTRA_DATA = 64;
const MAX_DIGEST = 64;
/** Octets of a PCR bitmap: three for the 24 registers of the PC client profile, four at most. */
const SELECT_SIZES = { min: 3, max: 4 };

const OTHER_TYPES: Readonly<Record<number, string>> = {
  0x8014: "an NV certification",
  0x8015: "a command audit",
  0x8016: "a session audit",
  0x8017: "a key certification",
  0x8019: "a time attestation",
  0x801a: "a creation certification",
  0x801c: "an NV digest certification",
};

export function looksLikeAttest(bytes: Uint8Array): boolean {
  const reader = new ByteReader(bytes);
  return reader.u32be() === TPM_GENERATED && !reader.overrun;
}

/**
 * TPMS_ATTEST of a quote: TPM 2.0 Library, Part 2 “Structures”, tables “TPMS_ATTEST”, “TPMS_QUOTE_INFO” and
 * “TPMS_CLOCK_INFO”; all integers are big-endian. Read to the last byte: the size prefix of a TPM2B_ATTEST is not
 * signed and does not belong here. A structure that selects no bank, several banks or no register is refused.
 */
export function parseAttest(bytes: Uint8Array): Result<Attest> {
  return readAttest(bytes).result;
}

/** The same, with the place of every field that could be read. */
export function readAttest(bytes: Uint8Array): {
  readonly result: Result<Attest>;
  readonly parts: readonly PlacedField[];
} {
  const reader = new PlacedReader(new ByteReader(bytes));
  return { result: read(bytes, reader), parts: reader.parts };
}

function read(bytes: Uint8Array, reader: PlacedReader): Result<Attest> {
  const magic = reader.u32("magic");
  const type = reader.u16("type");
  if (reader.overrun) return truncated("type");
  if (magic !== TPM_GENERATED) {
    return refused("the structure was not made by a TPM: the magic is wrong", "magic");
  }
  if (type !== TPM_ST_ATTEST_QUOTE) {
    return refused(`${OTHER_TYPES[type] ?? `type ${hexId(type)}`}, not a quote`, "type");
  }

  const qualifiedSigner = reader.sized("qualifiedSigner", MAX_NAME);
  if (qualifiedSigner === null) return refused("a name of over 66 bytes", "qualifiedSigner");
  const extraData = reader.sized("extraData", MAX_EXTRA_DATA);
  if (extraData === null) return refused("extra data of over 64 bytes", "extraData");
  const clock = reader.u64("clock");
  const resetCount = reader.u32("resetCount");
  const restartCount = reader.u32("restartCount");
  const safe = reader.u8("safe");
  const firmwareVersion = reader.u64("firmwareVersion");
  if (reader.overrun) return truncated("clockInfo");
  if (safe > 1) return refused(`safe is ${safe}, neither 0 nor 1`, "safe");

  const selection = readSelection(reader);
  if (!selection.ok) return selection;
  const pcrDigest = reader.sized("pcrDigest", MAX_DIGEST);
  if (pcrDigest === null) return refused("a digest of over 64 bytes", "pcrDigest");
  if (reader.overrun) return truncated("pcrDigest");
  if (reader.remaining > 0) {
    return fail(
      "EVIDENCE_TRAILING_BYTES",
      `${reader.remaining} bytes follow the quote structure`,
      "attest",
    );
  }
  return ok({
    bytes,
    qualifiedSigner,
    extraData,
    clock,
    resetCount,
    restartCount,
    safe: safe === 1,
    firmwareVersion,
    selection: selection.value,
    pcrDigest,
  });
}

/**
 * TPML_PCR_SELECTION with exactly one bank. Several banks are legal for a TPM, but the same bank twice, or thousands of
 * them, only serves somebody who wants the digest to be read in two ways, or slowly.
 */
function readSelection(reader: PlacedReader): Result<PcrSelection> {
  const count = reader.u32("selectionCount");
  if (reader.overrun) return truncated("selectionCount");
  if (count !== 1) return refused(`${count} PCR selections; one bank is read`, "selectionCount");
  const algorithm = reader.u16("selectionHash");
  const size = reader.u8("sizeofSelect");
  if (reader.overrun) return truncated("selection");
  const bank = hashAlgorithm(algorithm);
  if (bank === null) return refused(`PCR bank ${hexId(algorithm)}`, "selectionHash");
  if (size < SELECT_SIZES.min || size > SELECT_SIZES.max) {
    return refused(`a PCR bitmap of ${size} bytes`, "sizeofSelect");
  }
  const bitmap = reader.bytes("pcrSelect", size);
  if (reader.overrun) return truncated("pcrSelect");
  const pcrs: number[] = [];
  for (const [index, byte] of bitmap.entries()) {
    for (let bit = 0; bit < 8; bit++) if (byte & (1 << bit)) pcrs.push(index * 8 + bit);
  }
  return pcrs.length === 0 ? refused("the quote selects no PCR", "pcrSelect") : ok({ bank, pcrs });
}

function refused(detail: string, field: string) {
  return fail("TPM_QUOTE_INVALID", detail, `attest.${field}`);
}

function truncated(field: string) {
  return fail("EVIDENCE_TRUNCATED", "the quote structure ends early", `attest.${field}`);
}

import { toHex } from "@/lib/bytes/hex";
import type { BitField, Field } from "@/lib/rats/inspection";
import type { Result } from "@/lib/rats/result";
import { hashAlgorithm, hexId, signatureScheme, TPM_ALG } from "./algorithms";
import { readAttest, TPM_GENERATED } from "./attest";
import { TPMS_ATTEST, TPMT_PUBLIC, TPMT_SIGNATURE, type PlacedLayout } from "./layout";
import type { PlacedField } from "./placed-reader";
import { OBJECT_ATTRIBUTES, readPublicArea } from "./public-area";
import { readSignature } from "./signature";

type Meaning = (value: number, bytes: Uint8Array) => string | null;

const hashName: Meaning = (id) => hashAlgorithm(id)?.name ?? null;
const schemeName: Meaning = (id) => (id === TPM_ALG.null ? "any" : signatureScheme(id));
const none: Meaning = (id) => (id === TPM_ALG.null ? "none" : null);

/** What a value says, for the fields where there is something to say. */
const MEANINGS: Readonly<Record<string, Meaning>> = {
  "TPMS_ATTEST.magic": (value) => (value === TPM_GENERATED ? "TPM_GENERATED" : "not made by a TPM"),
  "TPMS_ATTEST.type": (value) => (value === 0x8018 ? "TPM_ST_ATTEST_QUOTE" : hexId(value)),
  "TPMS_ATTEST.safe": (value) => (value === 1 ? "yes" : "no"),
  "TPMS_ATTEST.firmwareVersion": (_value, bytes) => toHex(bytes),
  "TPMS_ATTEST.selectionHash": hashName,
  "TPMS_ATTEST.pcrSelect": (_value, bytes) => `PCR ${selected(bytes).join(", ")}`,
  "TPMT_SIGNATURE.sigAlg": schemeName,
  "TPMT_SIGNATURE.hashAlg": hashName,
  "TPMT_PUBLIC.type": (value) => ({ [TPM_ALG.rsa]: "RSA", [TPM_ALG.ecc]: "ECC" })[value] ?? null,
  "TPMT_PUBLIC.nameAlg": hashName,
  "TPMT_PUBLIC.scheme": schemeName,
  "TPMT_PUBLIC.schemeHash": hashName,
  "TPMT_PUBLIC.symmetric": none,
  "TPMT_PUBLIC.kdf": none,
  "TPMT_PUBLIC.exponent": (value) => (value === 0 ? "65537" : null),
  "TPMT_PUBLIC.curve": (value) => ({ 3: "P-256", 4: "P-384", 5: "P-521" })[value] ?? null,
};

function selected(bitmap: Uint8Array): readonly number[] {
  return [...bitmap].flatMap((byte, index) =>
    Array.from({ length: 8 }, (_, bit) => bit)
      .filter((bit) => byte & (1 << bit))
      .map((bit) => index * 8 + bit),
  );
}

/** A structure as far as it could be read; offsets count from its own first byte. */
export interface TpmDescription {
  readonly field: Field;
  readonly stoppedAt: {
    readonly offset: number;
    readonly code: string;
    readonly detail: string;
  } | null;
}

export function describeAttest(bytes: Uint8Array, id = "attest"): TpmDescription {
  return describe({ ...readAttest(bytes), bytes, layout: TPMS_ATTEST, id, name: "Quote" });
}

export function describeSignature(bytes: Uint8Array, id = "signature"): TpmDescription {
  return describe({
    ...readSignature(bytes),
    bytes,
    layout: TPMT_SIGNATURE,
    id,
    name: "Signature",
  });
}

export function describePublicArea(bytes: Uint8Array, id = "akPublic"): TpmDescription {
  const name = "Attestation key";
  return describe({ ...readPublicArea(bytes), bytes, layout: TPMT_PUBLIC, id, name });
}

function describe(given: {
  readonly result: Result<unknown>;
  readonly parts: readonly PlacedField[];
  readonly bytes: Uint8Array;
  readonly layout: PlacedLayout;
  readonly id: string;
  readonly name: string;
}): TpmDescription {
  const { result, parts, bytes, layout, id, name } = given;
  const last = parts.at(-1);
  return {
    field: {
      id,
      name,
      offset: 0,
      length: bytes.length,
      kind: "structure",
      value: null,
      meaning: null,
      description: `${layout.name}, ${bytes.length} bytes.`,
      specification: layout.specification,
      reserved: false,
      bits: [],
      children: parts
        .filter(({ length }) => length > 0)
        .map((part) => describeField(part, { layout, bytes, parent: id })),
    },
    stoppedAt: result.ok
      ? null
      : {
          offset: last ? last.offset + last.length : 0,
          code: result.failure.code,
          detail: result.failure.detail,
        },
  };
}

function describeField(
  { id, offset, length }: PlacedField,
  { layout, bytes, parent }: { layout: PlacedLayout; bytes: Uint8Array; parent: string },
): Field {
  const entry = layout.fields.find((field) => field.id === id);
  const slice = bytes.subarray(offset, offset + length);
  const kind = entry?.kind ?? "bytes";
  const number = bigEndian(slice);
  const bits = kind === "flags" ? attributeBits(Number(number)) : [];
  const set = bits.filter(({ value }) => value === 1).map((bit) => bit.name);
  return {
    id: `${parent}.${id}`,
    name: entry?.name ?? id,
    offset,
    length,
    kind,
    value: kind === "integer" ? `${number}` : toHex(slice),
    meaning:
      kind === "flags"
        ? set.join(", ")
        : (MEANINGS[`${layout.name}.${id}`]?.(length <= 4 ? Number(number) : 0, slice) ?? null),
    description: entry?.description ?? "",
    specification: layout.specification,
    reserved: false,
    bits,
    children: [],
  };
}

function attributeBits(attributes: number): readonly BitField[] {
  return OBJECT_ATTRIBUTES.map(({ bit, name, meaning }) => ({
    bit,
    width: 1,
    name,
    value: (attributes >>> bit) & 1,
    meaning,
    reserved: false,
  }));
}

function bigEndian(bytes: Uint8Array): bigint {
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

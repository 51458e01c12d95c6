/*
 * Trusted Platform Module 2.0 Library, Part 2 “Structures”. Sizes vary, so fields have no fixed offsets: the reader notes
 * where it found each. All integers are big-endian.
 *
 * One description serves the inspector and the field dictionary.
 */

export interface PlacedFieldLayout {
  readonly id: string;
  readonly name: string;
  readonly kind: "bytes" | "integer" | "flags";
  readonly description: string;
}

export interface PlacedLayout {
  readonly name: string;
  readonly specification: string;
  readonly fields: readonly PlacedFieldLayout[];
}

const PART_2 = "TPM 2.0 Library, Part 2, table";

export const TPMS_ATTEST: PlacedLayout = {
  name: "TPMS_ATTEST",
  specification: `${PART_2} “TPMS_ATTEST”`,
  fields: [
    integer("magic", "Magic", "TPM_GENERATED: only a TPM signs structures that begin with it."),
    integer("type", "Type", "What is attested to: 0x8018 is a quote of PCRs."),
    integer("qualifiedSignerSize", "Qualified signer size", "Bytes of the qualified name."),
    bytes(
      "qualifiedSigner",
      "Qualified signer",
      "Name of the key that signed, and of its parents.",
    ),
    integer("extraDataSize", "Extra data size", "Bytes of the extra data."),
    bytes("extraData", "Extra data", "What the caller gave: the nonce."),
    integer("clock", "Clock", "Milliseconds that the TPM was powered."),
    integer("resetCount", "Reset count", "How often the TPM was reset."),
    integer("restartCount", "Restart count", "How often it was restarted or resumed since."),
    integer("safe", "Safe", "1 when the clock never went back."),
    integer("firmwareVersion", "Firmware version", "Of the TPM, as its vendor counts."),
    integer("selectionCount", "Selections", "How many banks are quoted; one is read."),
    integer("selectionHash", "Bank", "Hash algorithm of the quoted registers."),
    integer("sizeofSelect", "Bitmap size", "Bytes of the bitmap of registers."),
    bytes("pcrSelect", "Registers", "Bit i of byte j stands for PCR 8j + i."),
    integer("pcrDigestSize", "PCR digest size", "Bytes of the PCR digest."),
    bytes("pcrDigest", "PCR digest", "Hash over the quoted values in ascending order."),
  ],
};

export const TPMT_SIGNATURE: PlacedLayout = {
  name: "TPMT_SIGNATURE",
  specification: `${PART_2} “TPMT_SIGNATURE”`,
  fields: [
    integer("sigAlg", "Scheme", "Signature scheme: RSASSA, RSAPSS or ECDSA."),
    integer("hashAlg", "Hash", "Hash of the signature and of the PCR digest."),
    integer("signatureSize", "Signature size", "Bytes of the RSA signature."),
    bytes("signature", "Signature", "RSA signature over the TPMS_ATTEST."),
    integer("rSize", "Size of r", "Bytes of r."),
    bytes("r", "r", "First half of the ECDSA signature."),
    integer("sSize", "Size of s", "Bytes of s."),
    bytes("s", "s", "Second half of the ECDSA signature."),
  ],
};

export const TPMT_PUBLIC: PlacedLayout = {
  name: "TPMT_PUBLIC",
  specification: `${PART_2} “TPMT_PUBLIC”`,
  fields: [
    integer("type", "Key type", "1 is RSA, 0x23 an elliptic curve."),
    integer("nameAlg", "Name algorithm", "Hash of the key's name."),
    {
      id: "objectAttributes",
      name: "Attributes",
      kind: "flags",
      description: "What may be done with the key.",
    },
    integer("authPolicySize", "Policy size", "Bytes of the policy."),
    bytes("authPolicy", "Policy", "Digest of what must hold before the key is used."),
    integer("symmetric", "Symmetric algorithm", "None for a key that signs."),
    bytes("symmetricDetails", "Symmetric details", "Size and mode of the symmetric algorithm."),
    integer("scheme", "Scheme", "The only signature scheme that the key has; 0x10 is any."),
    integer("schemeHash", "Scheme's hash", "The only hash that the key signs with."),
    integer("keyBits", "Key size", "Bits of the modulus."),
    integer("exponent", "Exponent", "Public exponent; 0 stands for 65537."),
    integer("modulusSize", "Modulus size", "Bytes of the modulus."),
    bytes("modulus", "Modulus", "The RSA public key."),
    integer("curve", "Curve", "3 is P-256, 4 is P-384, 5 is P-521."),
    integer("kdf", "Key derivation", "None for a key that signs."),
    integer("kdfHash", "Key derivation's hash", "Hash of the key derivation."),
    integer("xSize", "Size of x", "Bytes of x."),
    bytes("x", "x", "Coordinate of the public point."),
    integer("ySize", "Size of y", "Bytes of y."),
    bytes("y", "y", "Coordinate of the public point."),
  ],
};

function integer(id: string, name: string, description: string): PlacedFieldLayout {
  return { id, name, kind: "integer", description };
}

function bytes(id: string, name: string, description: string): PlacedFieldLayout {
  return { id, name, kind: "bytes", description };
}

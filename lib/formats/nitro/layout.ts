/*
 * AWS Nitro Enclaves attestation document: nitro-enclaves-nsm-api, docs/attestation_process.md, sections "Attestation
 * document specification" and "Attestation document validation".
 */
export const NITRO_SPECIFICATION =
  "AWS Nitro Enclaves NSM API, attestation_process.md, “Attestation document specification”";

export interface DocumentMember {
  readonly key: string;
  readonly name: string;
  readonly isOptional: boolean;
  readonly description: string;
}

export const DOCUMENT_MEMBERS: readonly DocumentMember[] = [
  {
    key: "module_id",
    name: "Module id",
    isOptional: false,
    description: "Name of the Nitro Secure Module: the parent instance and the enclave on it.",
  },
  {
    key: "digest",
    name: "Digest",
    isOptional: false,
    description: "Hash function of the platform configuration registers; always SHA384.",
  },
  {
    key: "timestamp",
    name: "Timestamp",
    isOptional: false,
    description: "When the document was made, in milliseconds since 1970 (UTC).",
  },
  {
    key: "pcrs",
    name: "Platform configuration registers",
    isOptional: false,
    description: "All registers that were locked or extended when the document was made.",
  },
  {
    key: "certificate",
    name: "Certificate",
    isOptional: false,
    description: "Certificate of the key that signed the document; lives for about three hours.",
  },
  {
    key: "cabundle",
    name: "CA bundle",
    isOptional: false,
    description: "The issuers of that certificate, root first.",
  },
  {
    key: "public_key",
    name: "Public key",
    isOptional: true,
    description: "A key of the enclave's own choice, to encrypt to it.",
  },
  {
    key: "user_data",
    name: "User data",
    isOptional: true,
    description: "Bytes of the enclave's own choice.",
  },
  {
    key: "nonce",
    name: "Nonce",
    isOptional: true,
    description: "The relying party's nonce, which proves that the document is fresh.",
  },
];

/** What each register holds (AWS Nitro Enclaves user guide, "Cryptographic attestation"). */
export const PCR_MEANINGS: ReadonlyMap<number, string> = new Map([
  [0, "enclave image file"],
  [1, "kernel and boot ramdisk"],
  [2, "application"],
  [3, "IAM role of the parent instance"],
  [4, "instance id of the parent instance"],
  [8, "signing certificate of the enclave image file"],
]);

export const LIMITS = {
  document: 32 * 1024,
  payload: 16_384,
  certificate: 1024,
  /** Root to the last issuer; the chain has 2 to 8 certificates with the leaf. */
  bundle: 7,
  publicKey: 1024,
  userData: 1024,
  nonce: 1024,
  pcrIndex: 31,
  /** The last millisecond of 9999: beyond it a number is no date that every reader can write. */
  timestamp: 253_402_300_799_999,
} as const;

/** SHA-384, the only digest that the NSM uses. */
export const PCR_BYTES = 48;

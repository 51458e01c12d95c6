/** Hash algorithms of the TCG Algorithm Registry, table “TPM_ALG_ID”, as banks and signatures name them. */
export type BankName = "sha1" | "sha256" | "sha384" | "sha512";

export interface HashAlgorithm {
  /** TPM_ALG_ID. */
  readonly id: number;
  readonly name: BankName;
  /** Bytes of a digest. */
  readonly size: number;
  readonly digest: "SHA-1" | "SHA-256" | "SHA-384" | "SHA-512";
}

export const HASH_ALGORITHMS: readonly HashAlgorithm[] = [
  { id: 0x0004, name: "sha1", size: 20, digest: "SHA-1" },
  { id: 0x000b, name: "sha256", size: 32, digest: "SHA-256" },
  { id: 0x000c, name: "sha384", size: 48, digest: "SHA-384" },
  { id: 0x000d, name: "sha512", size: 64, digest: "SHA-512" },
];

export const SHA_256 = 0x000b;

/** Null for an algorithm that no TPM of ours would use: SM3, SHA-3. */
export function hashAlgorithm(id: number): HashAlgorithm | null {
  return HASH_ALGORITHMS.find((algorithm) => algorithm.id === id) ?? null;
}

export function bankNamed(name: string): HashAlgorithm | null {
  return HASH_ALGORITHMS.find((algorithm) => algorithm.name === name) ?? null;
}

/** TPM_ALG_ID of keys, signature schemes and "none". */
export const TPM_ALG = {
  rsa: 0x0001,
  null: 0x0010,
  rsassa: 0x0014,
  rsaes: 0x0015,
  rsapss: 0x0016,
  oaep: 0x0017,
  ecdsa: 0x0018,
  ecdaa: 0x001a,
  ecc: 0x0023,
} as const;

export type SignatureScheme = "RSASSA" | "RSAPSS" | "ECDSA";

export function signatureScheme(id: number): SignatureScheme | null {
  switch (id) {
    case TPM_ALG.rsassa:
      return "RSASSA";
    case TPM_ALG.rsapss:
      return "RSAPSS";
    case TPM_ALG.ecdsa:
      return "ECDSA";
    default:
      return null;
  }
}

export function hexId(id: number): string {
  return `0x${id.toString(16).padStart(4, "0")}`;
}

import { generateKeyPairSync, sign, verify, type KeyObject } from "node:crypto";
import type { EvidenceType } from "@/lib/rats/evidence-type";

/**
 * Signatures that a piece of evidence brings besides the vendor's chain: what no verifier can save the first time that it
 * hears of the machine. Later some of them are the same again, and are remembered: a quoting enclave's report, and the
 * certificate of a Nitro enclave within its three hours.
 */
const SIGNATURES: Partial<Record<EvidenceType, readonly Algorithm[]>> = {
  "amd-sev-snp-report": ["P-384"],
  // The document, and the certificate of its leaf.
  "aws-nitro-document": ["P-384", "P-384"],
  "tpm-quote": ["RSA-2048"],
  "azure-snp-vtpm": ["RSA-2048", "P-384"],
  "azure-tdx-vtpm": ["RSA-2048", "P-256", "P-256"],
  "dstack-attestation": ["P-256", "P-256"],
  "arm-cca-token": ["P-384", "P-384"],
  "gcp-confidential-space-token": ["RSA-2048"],
  "azure-maa-token": ["RSA-2048"],
  "intel-trust-authority-token": ["RSA-2048"],
  "nvidia-nras-token": ["P-384", "P-384"],
};

/** Kinds for which the ratio to the limit is a goal; the others are reported. */
export const KINDS_WITH_GOAL: readonly EvidenceType[] = [
  "amd-sev-snp-report",
  "aws-nitro-document",
  "tpm-quote",
  "gcp-confidential-space-token",
  "azure-maa-token",
];

type Algorithm = "P-256" | "P-384" | "RSA-2048";

const SIGNED = Buffer.alloc(1024, 7);

/** Verifies with OpenSSL what one piece of this kind carries; null for a kind without a row above. */
export function bareLimit(kind: EvidenceType): { readonly what: string; run(): void } | null {
  const algorithms = SIGNATURES[kind];
  if (algorithms === undefined) return null;
  const signatures = algorithms.map(signed);
  return {
    what: `limit: ${algorithms.join(" and ")}`,
    run() {
      if (!signatures.every((isGood) => isGood())) throw new Error("the limit verified nothing");
    },
  };
}

function signed(algorithm: Algorithm): () => boolean {
  const hashName = algorithm === "P-384" ? "sha384" : "sha256";
  const { publicKey, privateKey } = pairOf(algorithm);
  const dsaEncoding = "ieee-p1363" as const;
  const signature = sign(hashName, SIGNED, { key: privateKey, dsaEncoding });
  return () => verify(hashName, SIGNED, { key: publicKey, dsaEncoding }, signature);
}

function pairOf(algorithm: Algorithm): { publicKey: KeyObject; privateKey: KeyObject } {
  return algorithm === "RSA-2048"
    ? generateKeyPairSync("rsa", { modulusLength: 2048 })
    : generateKeyPairSync("ec", { namedCurve: algorithm });
}

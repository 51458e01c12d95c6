import { createPublicKey, verify, X509Certificate, type KeyObject } from "node:crypto";
import { parseQuote } from "@/lib/formats/dcap/quote";
import type { BenchInput } from "./inputs";

/** The cryptography that no verifier can save: nothing is parsed or compared here. */
export interface SignatureLimit {
  /** Two P-256 verifications with OpenSSL. */
  verifyBoth(): void;
  /** The same, after importing the attestation key, which is another one for every platform. */
  importAndVerifyBoth(): void;
}

export function signatureLimit({ quote }: BenchInput): SignatureLimit {
  const parsed = parseQuote(quote);
  if (!parsed.ok) throw new Error(parsed.failure.detail);
  const { signedBytes, signature, attestationKey, qeReportBytes, qeReportSignature } = parsed.value;
  const pckKey = new X509Certificate(parsed.value.certification.data).publicKey;

  const importKey = () => importPoint(attestationKey);
  const key = importKey();
  const verifyWith = (attestation: KeyObject) => {
    const options = { dsaEncoding: "ieee-p1363" } as const;
    const isGood =
      verify("sha256", qeReportBytes, { key: pckKey, ...options }, qeReportSignature) &&
      verify("sha256", signedBytes, { key: attestation, ...options }, signature);
    if (!isGood) throw new Error("the limit verified nothing");
  };
  return {
    verifyBoth: () => verifyWith(key),
    importAndVerifyBoth: () => verifyWith(importKey()),
  };
}

function importPoint(point: Uint8Array): KeyObject {
  const bytes = Buffer.from(point);
  const x = bytes.toString("base64url", 0, 32);
  const y = bytes.toString("base64url", 32);
  return createPublicKey({ key: { kty: "EC", crv: "P-256", x, y }, format: "jwk" });
}

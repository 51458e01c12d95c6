import { KeyObject, verify, webcrypto, X509Certificate } from "node:crypto";
import { concatBytes } from "@/lib/bytes/equal-bytes";
import { parseQuote } from "@/lib/formats/dcap/quote";
import type { BenchInput } from "./inputs";

/** The cryptography that no verifier can save: nothing is parsed or compared here. */
export interface SignatureLimit {
  /** Two P-256 verifications with OpenSSL. */
  verifyBoth(): void;
  /** The quote's own alone: its platform is known, and so is the report that vouches for its key. */
  verifyOne(): void;
  /** Both, after importing the attestation key, which is another one for every platform. */
  importAndVerifyBoth(): Promise<void>;
}

export async function signatureLimit({ quote }: BenchInput): Promise<SignatureLimit> {
  const parsed = parseQuote(quote);
  if (!parsed.ok) throw new Error(parsed.failure.detail);
  const { signedBytes, signature, attestationKey, qeReportBytes, qeReportSignature } = parsed.value;
  const pckKey = new X509Certificate(parsed.value.certification.data).publicKey;

  const importKey = () => importPoint(attestationKey);
  const key = await importKey();
  const verifyWith = (attestation: KeyObject) => {
    const options = { dsaEncoding: "ieee-p1363" } as const;
    const isGood =
      verify("sha256", qeReportBytes, { key: pckKey, ...options }, qeReportSignature) &&
      verify("sha256", signedBytes, { key: attestation, ...options }, signature);
    if (!isGood) throw new Error("the limit verified nothing");
  };
  return {
    verifyOne: () => {
      const options = { key, dsaEncoding: "ieee-p1363" } as const;
      if (!verify("sha256", signedBytes, options, signature)) throw new Error("not verified");
    },
    verifyBoth: () => verifyWith(key),
    importAndVerifyBoth: async () => verifyWith(await importKey()),
  };
}

/** The fastest of Node's ways: what the quickest verifier would do. */
async function importPoint(point: Uint8Array): Promise<KeyObject> {
  const raw = concatBytes(Uint8Array.of(4), point);
  const form = { name: "ECDSA", namedCurve: "P-256" };
  return KeyObject.from(await webcrypto.subtle.importKey("raw", raw, form, false, ["verify"]));
}

import { fromBase64 } from "@/lib/bytes/base64";
import { readDer } from "@/lib/bytes/der";
import { fail, ok, type Result } from "@/lib/rats/result";
import { keyAlgorithmName } from "@/lib/x509/algorithm";
import { parsePublicArea, type PublicArea } from "./public-area";

/** The public half of an attestation key, however it came. */
export interface AttestationKey {
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  /** "RSA 2048", "EC P-256" … */
  readonly keyAlgorithm: string;
  /** Null when only the key itself is known, and not what the TPM says of it. */
  readonly area: PublicArea | null;
}

const PEM_BEGIN = "-----BEGIN PUBLIC KEY-----";
const PEM_END = "-----END PUBLIC KEY-----";

/** PEM or base64 of a SubjectPublicKeyInfo, or base64 of a TPMT_PUBLIC or TPM2B_PUBLIC. */
export function readAttestationKey(text: string): Result<AttestationKey> {
  const trimmed = text.trim();
  const isPem = trimmed.startsWith(PEM_BEGIN) && trimmed.endsWith(PEM_END);
  const base64 = isPem
    ? trimmed.slice(PEM_BEGIN.length, -PEM_END.length).replace(/[\r\n]+/g, "")
    : trimmed;
  const bytes = fromBase64(base64);
  if (bytes === null || bytes.length === 0) {
    return refused("neither PEM nor base64");
  }
  return isPem || bytes[0] === 0x30 ? keyFromSpki(bytes) : keyFromPublicArea(bytes);
}

export function keyFromSpki(spki: Uint8Array): Result<AttestationKey> {
  const node = readDer(spki);
  const keyAlgorithm = node && keyAlgorithmName(node);
  return keyAlgorithm === null
    ? refused("no SubjectPublicKeyInfo")
    : ok({ spki, keyAlgorithm, area: null });
}

function keyFromPublicArea(bytes: Uint8Array): Result<AttestationKey> {
  const area = parsePublicArea(bytes);
  if (!area.ok) return area;
  const key = keyFromSpki(area.value.spki);
  return key.ok ? ok({ ...key.value, area: area.value }) : key;
}

function refused(detail: string) {
  return fail("TPM_QUOTE_INVALID", `the attestation key is ${detail}`, "ak");
}

import { fromBase64Url } from "@/lib/bytes/base64";
import { concatBytes } from "@/lib/bytes/equal-bytes";
import type { JsonWebKey } from "@/lib/rats/endorsements";
import { fail, ok, type Result } from "@/lib/rats/result";
import { curves, ed25519Spki, type EllipticAlgorithm } from "./elliptic-key";
import { rsaSpki } from "./rsa-key";

/** A public key as DER SubjectPublicKeyInfo, and which algorithms it can have. */
export interface SpkiKey {
  readonly spki: Uint8Array;
  readonly kind: "RSA" | "P-256" | "P-384" | "P-521" | "Ed25519";
}

/**
 * A JWK (RFC 7517, RFC 7518 section 6, RFC 8037) as SubjectPublicKeyInfo. Symmetric keys and keys with private members
 * are refused: neither has a place where a public key is expected. Whether a point is on its curve is for the import.
 */
export function jwkToSpki(jwk: JsonWebKey): Result<SpkiKey> {
  if (["d", "p", "q", "k"].some((name) => name in jwk)) return refused("a JWK that is not public");
  switch (jwk["kty"]) {
    case "RSA":
      return rsa(jwk);
    case "EC":
      return elliptic(jwk);
    case "OKP":
      return edwards(jwk);
    default:
      return refused(`a JWK of type ${JSON.stringify(jwk["kty"])}`);
  }
}

function rsa(jwk: JsonWebKey): Result<SpkiKey> {
  const modulus = bytesOf(jwk, "n");
  const exponent = bytesOf(jwk, "e");
  return modulus && exponent
    ? ok({ spki: rsaSpki(modulus, exponent), kind: "RSA" })
    : refused("an RSA key without n and e");
}

function elliptic(jwk: JsonWebKey): Result<SpkiKey> {
  const curve = Object.values(curves).find(({ name }) => name === jwk["crv"]);
  if (!curve) return refused(`an EC key on ${JSON.stringify(jwk["crv"])}`);
  const [x, y] = [bytesOf(jwk, "x"), bytesOf(jwk, "y")];
  return x?.length === curve.size && y?.length === curve.size
    ? ok({ spki: concatBytes(curve.spkiPrefix, x, y), kind: curve.name })
    : refused(`coordinates of the wrong size for ${curve.name}`);
}

function edwards(jwk: JsonWebKey): Result<SpkiKey> {
  const point = jwk["crv"] === "Ed25519" ? bytesOf(jwk, "x") : null;
  return point?.length === 32
    ? ok({ spki: ed25519Spki(point), kind: "Ed25519" })
    : refused("an OKP key that is not Ed25519");
}

function bytesOf(jwk: JsonWebKey, name: string): Uint8Array | null {
  const text = jwk[name];
  const bytes = typeof text === "string" ? fromBase64Url(text) : null;
  return bytes && bytes.length > 0 ? bytes : null;
}

/** The curve that an ECDSA algorithm stands on, as a JWK names it. */
export function curveOf(algorithm: EllipticAlgorithm): "P-256" | "P-384" | "P-521" {
  return curves[algorithm].name;
}

function refused(detail: string) {
  return fail("EVIDENCE_MALFORMED", detail, "publicKey");
}

import { concatBytes } from "@/lib/bytes/equal-bytes";
import { fail, ok, type Result } from "@/lib/rats/result";
import type { CryptoPort, PublicKey, SignatureAlgorithm } from "./crypto-port";
import {
  curves,
  ed25519Point,
  isElliptic,
  isSignatureInRange,
  spkiPoint,
  type EllipticAlgorithm,
} from "./elliptic-key";
import { isRsa, rsaLimits, rsaSchemes, type RsaAlgorithm } from "./rsa-key";

const uncompressed = Uint8Array.of(4);

/** The backend of the browser: only WebCrypto. Node's WebCrypto passes the same tests. */
export function webCrypto(subtle: SubtleCrypto): CryptoPort {
  async function importPoint(
    algorithm: EllipticAlgorithm,
    point: Uint8Array,
  ): Promise<Result<PublicKey>> {
    const { name: namedCurve, size } = curves[algorithm];
    if (point.length !== 2 * size) return refused(`${point.length} bytes for ${namedCurve}`);
    try {
      const handle = await subtle.importKey(
        "raw",
        owned(concatBytes(uncompressed, point)),
        { name: "ECDSA", namedCurve },
        false,
        ["verify"],
      );
      return ok({ algorithm, handle });
    } catch {
      return refused(`not a point of ${namedCurve}`); // WebCrypto says no more than DataError
    }
  }

  async function importRsa(algorithm: RsaAlgorithm, der: Uint8Array): Promise<Result<PublicKey>> {
    const { hash } = rsaSchemes[algorithm];
    try {
      const parameters = { name: rsaName(algorithm), hash };
      const handle = await subtle.importKey("spki", owned(der), parameters, false, ["verify"]);
      const bits = "modulusLength" in handle.algorithm ? Number(handle.algorithm.modulusLength) : 0;
      const isSizeGood = bits >= rsaLimits.minBits && bits <= rsaLimits.maxBits;
      return isSizeGood ? ok({ algorithm, handle }) : refused(`RSA with ${bits} bits`);
    } catch {
      return refused("no RSA SubjectPublicKeyInfo");
    }
  }

  async function importEd25519(der: Uint8Array): Promise<Result<PublicKey>> {
    const point = ed25519Point(der);
    if (point === null) return refused("no Ed25519 key");
    try {
      const handle = await subtle.importKey("raw", owned(point), "Ed25519", false, ["verify"]);
      return ok({ algorithm: "Ed25519", handle });
    } catch {
      return refused("no Ed25519 key");
    }
  }

  return {
    name: "webcrypto",
    async digest(algorithm, data) {
      return new Uint8Array(await subtle.digest(algorithm, owned(data)));
    },
    importPoint,
    async importSpki(algorithm, der) {
      if (isRsa(algorithm)) return importRsa(algorithm, der);
      if (!isElliptic(algorithm)) return importEd25519(der);
      const point = spkiPoint(algorithm, der);
      return point === null
        ? refused(`no ${curves[algorithm].name} key`)
        : importPoint(algorithm, point);
    },
    async verify(key, signature, data) {
      if (!(key.handle instanceof CryptoKey)) throw new TypeError("a key of another backend");
      if (isElliptic(key.algorithm) && !isSignatureInRange(key.algorithm, signature)) return false;
      const parameters = verifyParameters(key.algorithm);
      return subtle.verify(parameters, key.handle, owned(signature), owned(data));
    },
  };
}

function refused(detail: string) {
  return fail("EVIDENCE_MALFORMED", detail, "publicKey");
}

function rsaName(algorithm: RsaAlgorithm) {
  return rsaSchemes[algorithm].padding === "pss" ? "RSA-PSS" : "RSASSA-PKCS1-v1_5";
}

function verifyParameters(algorithm: SignatureAlgorithm) {
  if (isElliptic(algorithm)) return { name: "ECDSA", hash: curves[algorithm].hash };
  return isRsa(algorithm)
    ? { name: rsaName(algorithm), saltLength: rsaSchemes[algorithm].saltLength }
    : { name: "Ed25519" };
}

/** WebCrypto takes no view of shared memory, and says so in its types: a copy is both. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}

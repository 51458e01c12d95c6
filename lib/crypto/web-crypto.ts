import { concatBytes } from "@/lib/bytes/equal-bytes";
import { fail, ok, type Result } from "@/lib/rats/result";
import type { CryptoPort, PublicKey, SignatureAlgorithm } from "./crypto-port";
import {
  curves,
  isElliptic,
  isSignatureInRange,
  spkiPoint,
  type EllipticAlgorithm,
} from "./elliptic-key";

const uncompressed = Uint8Array.of(4);
const rsaBits = { min: 2048, max: 8192 };

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

  async function importRsa(
    algorithm: "RSASSA-PKCS1-SHA256" | "RSASSA-PSS-SHA384",
    der: Uint8Array,
  ): Promise<Result<PublicKey>> {
    try {
      const handle = await subtle.importKey("spki", owned(der), rsaParameters(algorithm), false, [
        "verify",
      ]);
      const bits = "modulusLength" in handle.algorithm ? Number(handle.algorithm.modulusLength) : 0;
      if (!(bits >= rsaBits.min && bits <= rsaBits.max)) return refused(`RSA with ${bits} bits`);
      return ok({ algorithm, handle });
    } catch {
      return refused("no RSA SubjectPublicKeyInfo");
    }
  }

  return {
    name: "webcrypto",
    async digest(algorithm, data) {
      return new Uint8Array(await subtle.digest(algorithm, owned(data)));
    },
    importPoint,
    async importSpki(algorithm, der) {
      if (!isElliptic(algorithm)) return importRsa(algorithm, der);
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

function rsaParameters(algorithm: "RSASSA-PKCS1-SHA256" | "RSASSA-PSS-SHA384") {
  return algorithm === "RSASSA-PKCS1-SHA256"
    ? { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }
    : { name: "RSA-PSS", hash: "SHA-384" };
}

function verifyParameters(algorithm: SignatureAlgorithm) {
  switch (algorithm) {
    case "ECDSA-P256-SHA256":
    case "ECDSA-P384-SHA384":
      return { name: "ECDSA", hash: curves[algorithm].hash };
    case "RSASSA-PKCS1-SHA256":
      return { name: "RSASSA-PKCS1-v1_5" };
    case "RSASSA-PSS-SHA384":
      return { name: "RSA-PSS", saltLength: 48 };
  }
}

/** WebCrypto takes no view of shared memory, and says so in its types: a copy is both. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}

import { createPublicKey, hash, KeyObject, verify } from "node:crypto";
import type { CryptoPort, PublicKey, SignatureAlgorithm } from "@/lib/crypto/crypto-port";
import {
  curves,
  isElliptic,
  isSignatureInRange,
  spkiPoint,
  type EllipticAlgorithm,
} from "@/lib/crypto/elliptic-key";
import { fail, ok, type Result } from "@/lib/rats/result";

const hashNames = { "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512" } as const;
const rsaLimits = { minBits: 2048, maxBits: 8192, maxExponent: 0xffffffffn };
const rsaPkcs1Padding = 1; // crypto.constants.RSA_PKCS1_PADDING
const rsaPssPadding = 6; // crypto.constants.RSA_PKCS1_PSS_PADDING

/**
 * The backend of the server and the command line.
 *
 * `pool: false` verifies P-256 on the calling thread, the fastest for one caller. `pool: true` hands every signature
 * to libuv's threads, so a server uses all cores and stays responsive. P-384 and RSA always go to the pool.
 */
export function nodeCrypto({ pool }: { readonly pool: boolean }): CryptoPort {
  return {
    name: pool ? "node-pool" : "node",
    digest: (algorithm, data) => Promise.resolve(digest(algorithm, data)),
    importPoint: (algorithm, point) => Promise.resolve(importPoint(algorithm, point)),
    importSpki: (algorithm, der) => Promise.resolve(importSpki(algorithm, der)),
    verify: async (key, signature, data) => {
      const { algorithm, handle } = key;
      if (!(handle instanceof KeyObject)) throw new TypeError("a key of another backend");
      if (isElliptic(algorithm) && !isSignatureInRange(algorithm, signature)) return false;
      const { hashName, ...options } = verifyOptions[algorithm];
      const input = { key: handle, ...options };
      if (!pool && algorithm === "ECDSA-P256-SHA256") {
        return verify(hashName, data, input, signature);
      }
      return verifyInPool(hashName, data, { input, signature });
    },
  };
}

const verifyOptions = {
  "ECDSA-P256-SHA256": { hashName: "sha256", dsaEncoding: "ieee-p1363" },
  "ECDSA-P384-SHA384": { hashName: "sha384", dsaEncoding: "ieee-p1363" },
  "RSASSA-PKCS1-SHA256": { hashName: "sha256", padding: rsaPkcs1Padding },
  "RSASSA-PSS-SHA384": { hashName: "sha384", padding: rsaPssPadding, saltLength: 48 },
} as const satisfies Record<SignatureAlgorithm, object>;

function verifyInPool(
  hashName: string,
  data: Uint8Array,
  { input, signature }: { input: Parameters<typeof verify>[2]; signature: Uint8Array },
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    verify(hashName, data, input, signature, (error, isValid) => {
      if (error) reject(error);
      else resolve(isValid);
    });
  });
}

function digest(algorithm: keyof typeof hashNames, data: Uint8Array): Uint8Array {
  const bytes = hash(hashNames[algorithm], data, "buffer");
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length); // callers get no Buffer
}

/** Through JWK, which Node imports in two thirds of the time of SPKI. OpenSSL checks that the point is on the curve. */
function importPoint(algorithm: EllipticAlgorithm, point: Uint8Array): Result<PublicKey> {
  const { name, size } = curves[algorithm];
  if (point.length !== 2 * size) return refused(`${point.length} bytes for ${name}`);
  const bytes = Buffer.from(point.buffer, point.byteOffset, point.length);
  const x = bytes.toString("base64url", 0, size);
  const y = bytes.toString("base64url", size);
  try {
    const handle = createPublicKey({ key: { kty: "EC", crv: name, x, y }, format: "jwk" });
    return ok({ algorithm, handle });
  } catch {
    return refused(`not a point of ${name}`); // OpenSSL's own words name its source lines only
  }
}

function importSpki(algorithm: SignatureAlgorithm, der: Uint8Array): Result<PublicKey> {
  if (!isElliptic(algorithm)) return importRsa(algorithm, der);
  const point = spkiPoint(algorithm, der);
  return point === null
    ? refused(`no ${curves[algorithm].name} key`)
    : importPoint(algorithm, point);
}

function importRsa(algorithm: SignatureAlgorithm, der: Uint8Array): Result<PublicKey> {
  let handle: KeyObject;
  try {
    const key = Buffer.from(der.buffer, der.byteOffset, der.length);
    handle = createPublicKey({ key, format: "der", type: "spki" });
  } catch {
    return refused("no RSA SubjectPublicKeyInfo");
  }
  if (handle.asymmetricKeyType !== "rsa") return refused("no RSA key");
  const { modulusLength = 0, publicExponent = 0n } = handle.asymmetricKeyDetails ?? {};
  const isSizeGood = modulusLength >= rsaLimits.minBits && modulusLength <= rsaLimits.maxBits;
  if (!isSizeGood || publicExponent > rsaLimits.maxExponent) {
    return refused(`RSA with ${modulusLength} bits`);
  }
  return ok({ algorithm, handle });
}

function refused(detail: string) {
  return fail("EVIDENCE_MALFORMED", detail, "publicKey");
}

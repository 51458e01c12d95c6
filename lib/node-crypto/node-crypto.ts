import { createPublicKey, hash, KeyObject, verify, webcrypto } from "node:crypto";
import { concatBytes } from "@/lib/bytes/equal-bytes";
import type {
  CryptoPort,
  DigestAlgorithm,
  PublicKey,
  SignatureAlgorithm,
} from "@/lib/crypto/crypto-port";
import {
  curves,
  ed25519Point,
  isElliptic,
  isSignatureInRange,
  spkiPoint,
  type EllipticAlgorithm,
} from "@/lib/crypto/elliptic-key";
import { isRsa, rsaLimits, rsaSchemes, type RsaAlgorithm } from "@/lib/crypto/rsa-key";
import { fail, ok, type Result } from "@/lib/rats/result";

const hashNames = {
  "SHA-1": "sha1",
  "SHA-256": "sha256",
  "SHA-384": "sha384",
  "SHA-512": "sha512",
} as const;
const rsaPkcs1Padding = 1; // crypto.constants.RSA_PKCS1_PADDING
const rsaPssPadding = 6; // crypto.constants.RSA_PKCS1_PSS_PADDING

/**
 * The backend of the server and the command line.
 *
 * `pool: false` verifies what takes less than 0.1 ms on the calling thread, the fastest for one caller. `pool: true` hands every signature to libuv's threads, so a server uses all cores and stays
 * responsive. P-384 and P-521 always go to the pool.
 */
export function nodeCrypto({ pool }: { readonly pool: boolean }): CryptoPort {
  return {
    name: pool ? "node-pool" : "node",
    digest: (algorithm, data) => Promise.resolve(digest(algorithm, data)),
    importPoint,
    importSpki,
    verify: async (key, signature, data) => {
      const { algorithm, handle } = key;
      if (!(handle instanceof KeyObject)) throw new TypeError("a key of another backend");
      if (isElliptic(algorithm) && !isSignatureInRange(algorithm, signature)) return false;
      const { hashName, ...options } = verifyOptions[algorithm];
      const input = { key: handle, ...options };
      if (!pool && isQuick[algorithm]) {
        return verify(hashName, data, input, signature);
      }
      return verifyInPool(hashName, data, { input, signature });
    },
  };
}

/** Handing a signature over costs some 20 µs, RSA-2048 with its small exponent 30, P-256 70, P-384 700. */
const isQuick: Readonly<Record<SignatureAlgorithm, boolean>> = {
  "ECDSA-P256-SHA256": true,
  "ECDSA-P384-SHA384": false,
  "ECDSA-P521-SHA512": false,
  "RSASSA-PKCS1-SHA256": true,
  "RSASSA-PKCS1-SHA384": true,
  "RSASSA-PKCS1-SHA512": true,
  "RSASSA-PSS-SHA256": true,
  "RSASSA-PSS-SHA384": true,
  "RSASSA-PSS-SHA512": true,
  Ed25519: true,
};

interface VerifyOptions {
  /** Null where the algorithm hashes by itself. */
  readonly hashName: string | null;
  readonly dsaEncoding?: "ieee-p1363";
  readonly padding?: number;
  readonly saltLength?: number;
}

const ellipticOptions = (algorithm: EllipticAlgorithm): VerifyOptions => ({
  hashName: hashNames[curves[algorithm].hash],
  dsaEncoding: "ieee-p1363",
});

function rsaOptions(algorithm: RsaAlgorithm): VerifyOptions {
  const { hash: name, padding, saltLength } = rsaSchemes[algorithm];
  const hashName = hashNames[name];
  return padding === "pss"
    ? { hashName, padding: rsaPssPadding, saltLength }
    : { hashName, padding: rsaPkcs1Padding };
}

const verifyOptions: Readonly<Record<SignatureAlgorithm, VerifyOptions>> = {
  "ECDSA-P256-SHA256": ellipticOptions("ECDSA-P256-SHA256"),
  "ECDSA-P384-SHA384": ellipticOptions("ECDSA-P384-SHA384"),
  "ECDSA-P521-SHA512": ellipticOptions("ECDSA-P521-SHA512"),
  "RSASSA-PKCS1-SHA256": rsaOptions("RSASSA-PKCS1-SHA256"),
  "RSASSA-PKCS1-SHA384": rsaOptions("RSASSA-PKCS1-SHA384"),
  "RSASSA-PKCS1-SHA512": rsaOptions("RSASSA-PKCS1-SHA512"),
  "RSASSA-PSS-SHA256": rsaOptions("RSASSA-PSS-SHA256"),
  "RSASSA-PSS-SHA384": rsaOptions("RSASSA-PSS-SHA384"),
  "RSASSA-PSS-SHA512": rsaOptions("RSASSA-PSS-SHA512"),
  Ed25519: { hashName: null },
};

function verifyInPool(
  hashName: string | null,
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

function digest(algorithm: DigestAlgorithm, data: Uint8Array): Uint8Array {
  const bytes = hash(hashNames[algorithm], data, "buffer");
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length); // callers get no Buffer
}

const uncompressed = Uint8Array.of(4); // SEC 1 version 2.0, section 2.3.3

/**
 * As WebCrypto's raw key, for which OpenSSL looks whether the coordinates are in range and on the curve. Every such point is of
 * the right order, because these curves have cofactor 1 (SP 800-186 section 3.2.1). Node's JWK import multiplies by the
 * order to see that: a third slower for P-256, fifteen times slower for P-384.
 */
async function importPoint(
  algorithm: EllipticAlgorithm,
  point: Uint8Array,
): Promise<Result<PublicKey>> {
  const { name, size } = curves[algorithm];
  if (point.length !== 2 * size) return refused(`${point.length} bytes for ${name}`);
  const raw = concatBytes(uncompressed, point);
  const form = { name: "ECDSA", namedCurve: name };
  try {
    const key = await webcrypto.subtle.importKey("raw", raw, form, false, ["verify"]);
    return ok({ algorithm, handle: KeyObject.from(key) });
  } catch {
    return refused(`not a point of ${name}`); // OpenSSL's own words name its source lines only
  }
}

async function importSpki(
  algorithm: SignatureAlgorithm,
  der: Uint8Array,
): Promise<Result<PublicKey>> {
  if (isRsa(algorithm)) return importRsa(algorithm, der);
  if (!isElliptic(algorithm)) return importEd25519(der);
  const point = spkiPoint(algorithm, der);
  return point === null
    ? refused(`no ${curves[algorithm].name} key`)
    : importPoint(algorithm, point);
}

function importEd25519(der: Uint8Array): Result<PublicKey> {
  const point = ed25519Point(der);
  if (point === null) return refused("no Ed25519 key");
  const x = Buffer.from(point.buffer, point.byteOffset, point.length).toString("base64url");
  try {
    const handle = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
    return ok({ algorithm: "Ed25519", handle });
  } catch {
    return refused("no Ed25519 key");
  }
}

function importRsa(algorithm: RsaAlgorithm, der: Uint8Array): Result<PublicKey> {
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

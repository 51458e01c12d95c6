import { fromBase64, toBase64 } from "@/lib/bytes/base64";

/** Keeps what an installation's simulated authorities own: PKCS #8 and SubjectPublicKeyInfo as base64, by name. */
export interface KeyDrawer {
  read(name: string): Promise<StoredKeyPair | null>;
  write(name: string, pair: StoredKeyPair): Promise<void>;
}

export interface StoredKeyPair {
  readonly pkcs8: string;
  readonly spki: string;
}

type KeyAlgorithm = RsaHashedKeyGenParams | EcKeyGenParams | { readonly name: string };

/**
 * WebCrypto that makes each key once for an installation: the n-th key of an algorithm is the same at every start.
 * Simulated authorities so keep their keys without knowing where.
 */
export function rememberingSubtle(subtle: SubtleCrypto, drawer: KeyDrawer): SubtleCrypto {
  const made = new Map<string, number>();

  async function generateKey(
    algorithm: KeyAlgorithm,
    _extractable: boolean,
    usages: readonly KeyUsage[],
  ): Promise<CryptoKeyPair> {
    const kind = kindOf(algorithm);
    const count = (made.get(kind) ?? 0) + 1;
    made.set(kind, count);
    const name = `${kind}-${count}`;
    const stored = await drawer.read(name);
    if (stored) return importPair(stored, algorithm);
    const pair = await subtle.generateKey(algorithm, true, [...usages, "verify"]);
    if (!("privateKey" in pair)) throw new TypeError("the simulator makes key pairs only");
    await drawer.write(name, {
      pkcs8: toBase64(new Uint8Array(await subtle.exportKey("pkcs8", pair.privateKey))),
      spki: toBase64(new Uint8Array(await subtle.exportKey("spki", pair.publicKey))),
    });
    return pair;
  }

  async function importPair(
    stored: StoredKeyPair,
    algorithm: KeyAlgorithm,
  ): Promise<CryptoKeyPair> {
    const [pkcs8, spki] = [fromBase64(stored.pkcs8), fromBase64(stored.spki)];
    if (!pkcs8 || !spki) throw new TypeError("a stored key is not base64");
    const [privateKey, publicKey] = await Promise.all([
      subtle.importKey("pkcs8", new Uint8Array(pkcs8), algorithm, true, ["sign"]),
      subtle.importKey("spki", new Uint8Array(spki), algorithm, true, ["verify"]),
    ]);
    return { privateKey, publicKey };
  }

  return new Proxy(subtle, {
    get(target, member) {
      if (member === "generateKey") return generateKey;
      const value: unknown = Reflect.get(target, member);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

function kindOf(algorithm: KeyAlgorithm): string {
  const size =
    "namedCurve" in algorithm
      ? algorithm.namedCurve
      : "modulusLength" in algorithm
        ? `${algorithm.modulusLength}`
        : "";
  return [algorithm.name, size]
    .filter((part) => part !== "")
    .join("-")
    .toLowerCase();
}

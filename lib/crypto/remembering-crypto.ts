import { toHex } from "@/lib/bytes/hex";
import type { Result } from "@/lib/rats/result";
import { cacheSpace, type ContentCache } from "./content-cache";
import type { CryptoPort, PublicKey, SignatureAlgorithm } from "./crypto-port";

const KEYS = cacheSpace<Result<PublicKey>>("public key");
const SIGNATURES = cacheSpace<boolean>("signature");

interface Signed {
  readonly key: PublicKey;
  readonly signature: Uint8Array;
  readonly data: Uint8Array;
}

interface Verified extends Omit<Signed, "signature"> {
  readonly isValid: Promise<boolean>;
}

/**
 * A backend that imports each key once, and verifies each signature by a key from a certificate once: the memory's key is
 * the algorithm, the whole key, the whole signature and the SHA-256 of the signed bytes. Signatures by a bare point,
 * which is how evidence carries its own key, go to the backend every time; so do those of a caller that
 * remembers them by itself. Within one call a certificate is read once, so the same arrays mean the same signature: no
 * digest is needed to see that, and where nothing lasts beyond the call none is made.
 */
export function rememberingCrypto(crypto: CryptoPort, cache: ContentCache): CryptoPort {
  const contents = new WeakMap<PublicKey, string>();
  const verified = new Map<Uint8Array, Verified>();
  const importSpki = async (algorithm: SignatureAlgorithm, der: Uint8Array) => {
    const content = `${algorithm} ${toHex(der)}`;
    const key = await cache.remember(KEYS, content, () => crypto.importSpki(algorithm, der));
    if (key.ok) contents.set(key.value, content);
    return key;
  };
  const verifyOnce = async (keyContent: string, { key, signature, data }: Signed) => {
    const digest = toHex(await crypto.digest("SHA-256", data));
    return cache.remember(SIGNATURES, `${keyContent} ${toHex(signature)} ${digest}`, () =>
      crypto.verify(key, signature, data),
    );
  };
  return {
    name: crypto.name,
    digest: (algorithm, data) => crypto.digest(algorithm, data),
    importPoint: (algorithm, point) =>
      cache.remember(KEYS, `${algorithm} ${toHex(point)}`, () =>
        crypto.importPoint(algorithm, point),
      ),
    importSpki,
    async verify(key, signature, data, remembered) {
      const keyContent = remembered === undefined ? contents.get(key) : undefined;
      if (keyContent === undefined) return crypto.verify(key, signature, data);
      const known = verified.get(signature);
      if (known?.key === key && known.data === data) return known.isValid;
      const isValid = cache.lasts
        ? verifyOnce(keyContent, { key, signature, data })
        : crypto.verify(key, signature, data);
      verified.set(signature, { key, data, isValid });
      return isValid;
    },
  };
}

import { toHex } from "@/lib/bytes/hex";
import type { Result } from "@/lib/rats/result";
import { cacheSpace, type ContentCache } from "./content-cache";
import type { CryptoPort, PublicKey, SignatureAlgorithm } from "./crypto-port";

const KEYS = cacheSpace<Result<PublicKey>>("public key");
const SIGNATURES = cacheSpace<boolean>("signature");
const MET_BEFORE = cacheSpace<MetBefore>("signatures that were met in this call");

/** What was made of a signature, by the very array that holds it. */
type MetBefore = Map<
  Uint8Array,
  { readonly key: PublicKey; readonly data: Uint8Array; readonly isValid: Promise<boolean> }
>;

/**
 * A backend that imports each key once, and verifies each signature by a key from a certificate once. Where the memory
 * lasts, its key is the algorithm, the whole key, the whole signature and the SHA-256 of the signed bytes. Where it ends with
 * the call, no digest is made: what was read once is the same arrays, so the arrays tell. Signatures by a bare point,
 * which is how evidence carries its own key, go to the backend every time; so do those of a caller that remembers them by
 * itself.
 */
export function rememberingCrypto(crypto: CryptoPort, cache: ContentCache): CryptoPort {
  const contents = new WeakMap<PublicKey, string>();
  const none = () => Promise.resolve<MetBefore>(new Map());
  // A memory that lasts would keep all of them for good.
  const metBefore = cache.lasts ? none() : cache.remember(MET_BEFORE, "", none);

  const importSpki = async (algorithm: SignatureAlgorithm, der: Uint8Array) => {
    const content = `${algorithm} ${toHex(der)}`;
    const key = await cache.remember(KEYS, content, () => crypto.importSpki(algorithm, der));
    if (key.ok) contents.set(key.value, content);
    return key;
  };
  const verifyOnce = async (keyContent: string, ...signed: Signed) => {
    const [, signature, data] = signed;
    const digest = toHex(await crypto.digest("SHA-256", data));
    return cache.remember(SIGNATURES, `${keyContent} ${toHex(signature)} ${digest}`, () =>
      crypto.verify(...signed),
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
      const met = await metBefore;
      const known = met.get(signature);
      if (known?.key === key && known.data === data) return known.isValid;
      const isValid = cache.lasts
        ? verifyOnce(keyContent, key, signature, data)
        : crypto.verify(key, signature, data);
      met.set(signature, { key, data, isValid });
      return isValid;
    },
  };
}

type Signed = [key: PublicKey, signature: Uint8Array, data: Uint8Array];

import type { ContentCache } from "@/lib/crypto/content-cache";
import type { CryptoPort } from "@/lib/crypto/crypto-port";

export interface TokenTools {
  readonly crypto: CryptoPort;
  readonly cache: ContentCache;
}

import { fromBase64, fromBase64Url } from "@/lib/bytes/base64";
import { fromHex } from "@/lib/bytes/hex";

/**
 * Nonces that a token carries as text, and the bytes that each stands for: services take what a client sends as hex,
 * base64 or base64url and hand the text back. Empty texts are no nonces.
 */
export function textNonces(texts: readonly string[]): {
  readonly nonces: readonly Uint8Array[];
  readonly nonceTexts: readonly string[];
} {
  const nonceTexts = texts.filter((text) => text !== "");
  const nonces = nonceTexts.flatMap((text) =>
    [fromHex(text), fromBase64(text), fromBase64Url(text)].filter((bytes) => bytes !== null),
  );
  return { nonceTexts, nonces };
}

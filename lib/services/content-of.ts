import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { Content } from "@/lib/store/attestation-record";

/** A text as it is kept: its bytes and their digest. */
export type ContentOf = (text: string) => Content;

/** What a fleet stands on has a few hundred KiB; the rest is room for several fleets. */
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * Remembers the digests of texts that come again and again: a fleet stands on the same collateral. The text itself is
 * the key, so an entry can't answer for another one.
 */
export function rememberedContents(): ContentOf {
  const known = new LRUCache<string, Content>({
    maxSize: MAX_BYTES,
    sizeCalculation: (content, text) => content.body.length + 2 * text.length,
  });
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const body = Buffer.from(text, "utf8");
    const content: Content = { sha256: createHash("sha256").update(body).digest("hex"), body };
    known.set(text, content);
    return content;
  };
}

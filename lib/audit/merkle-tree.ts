import { createHash } from "node:crypto";

/** A tree that grows leaf by leaf and keeps no leaves. */
export interface MerkleTree {
  readonly size: number;
  add(leaf: Uint8Array): void;
  /** Of the leaves so far. */
  root(): Buffer;
}

interface Subtree {
  readonly leaves: number;
  readonly hash: Buffer;
}

/**
 * RFC 6962, section 2.1: leaves and nodes are hashed under different first bytes, so that a node can't pass for a leaf.
 * Only the complete subtrees at the left are held: 20 hashes for a million leaves.
 */
export function merkleTree(): MerkleTree {
  let size = 0;
  /** Each larger than the one after it. */
  const complete: Subtree[] = [];
  return {
    get size() {
      return size;
    },
    add(leaf) {
      size += 1;
      let grown: Subtree = { leaves: 1, hash: hashOf(LEAF, leaf) };
      for (let left = complete.at(-1); left?.leaves === grown.leaves; left = complete.at(-1)) {
        complete.pop();
        grown = { leaves: 2 * grown.leaves, hash: hashOf(NODE, left.hash, grown.hash) };
      }
      complete.push(grown);
    },
    root() {
      const last = complete.at(-1);
      if (last === undefined) return createHash("sha256").digest();
      return complete
        .slice(0, -1)
        .reduceRight((right, left) => hashOf(NODE, left.hash, right), last.hash);
    },
  };
}

const LEAF = Uint8Array.of(0x00);
const NODE = Uint8Array.of(0x01);

function hashOf(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
}

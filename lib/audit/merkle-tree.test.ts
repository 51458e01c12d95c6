import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { merkleTree } from "./merkle-tree";

/** Leaves and roots of the reference implementation of RFC 6962, google/certificate-transparency, merkle_tree_test. */
const LEAVES = [
  "",
  "00",
  "10",
  "2021",
  "3031",
  "40414243",
  "5051525354555657",
  "606162636465666768696a6b6c6d6e6f",
];
const ROOTS = [
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

/** The definition of RFC 6962, section 2.1, word by word. */
function rootByDefinition(leaves: readonly Uint8Array[]): Buffer {
  const hash = (...parts: readonly Uint8Array[]) =>
    createHash("sha256").update(Buffer.concat(parts)).digest();
  const [only] = leaves;
  if (only === undefined) return hash();
  if (leaves.length === 1) return hash(Buffer.of(0), only);
  const k = 2 ** Math.floor(Math.log2(leaves.length - 1));
  return hash(
    Buffer.of(1),
    rootByDefinition(leaves.slice(0, k)),
    rootByDefinition(leaves.slice(k)),
  );
}

describe("merkleTree", () => {
  it("makes the roots of the reference implementation of RFC 6962", () => {
    const tree = merkleTree();
    const roots = LEAVES.map((leaf) => {
      tree.add(Buffer.from(leaf, "hex"));
      return tree.root().toString("hex");
    });
    expect(roots).toEqual(ROOTS);
    expect(tree.size).toBe(8);
  });

  it("has the digest of nothing for no leaves", () => {
    expect(merkleTree().root()).toEqual(createHash("sha256").digest());
  });

  it("makes the root of the definition for every size up to 70", () => {
    const tree = merkleTree();
    const leaves: Uint8Array[] = [];
    for (let size = 1; size <= 70; size += 1) {
      const leaf = createHash("sha256").update(String(size)).digest();
      leaves.push(leaf);
      tree.add(leaf);
      expect(tree.root().toString("hex")).toBe(rootByDefinition(leaves).toString("hex"));
    }
  });
});

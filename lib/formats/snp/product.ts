import { AMD_PRODUCTS, type AmdProduct, type AmdSigner } from "@/lib/trust/endorsement-source";
import type { AnchorUsage } from "@/lib/trust/trust-anchors";

export interface CpuId {
  readonly family: number;
  readonly model: number;
  readonly stepping: number;
}

interface ModelRange {
  readonly family: number;
  readonly first: number;
  /** Inclusive. */
  readonly last: number;
  readonly product: AmdProduct;
}

/** AMD 57230 (VCEK certificate and KDS interface), and the processor revision guides. */
const MODELS: readonly ModelRange[] = [
  { family: 0x19, first: 0x00, last: 0x0f, product: "Milan" },
  { family: 0x19, first: 0x10, last: 0x1f, product: "Genoa" },
  // Bergamo and Siena: certified under Genoa's root.
  { family: 0x19, first: 0xa0, last: 0xaf, product: "Genoa" },
  { family: 0x1a, first: 0x00, last: 0x11, product: "Turin" },
];

/** Null for a processor that no known root certifies; never a guess. */
export function productOfCpu({ family, model }: CpuId): AmdProduct | null {
  const range = MODELS.find(
    (entry) => entry.family === family && model >= entry.first && model <= entry.last,
  );
  return range?.product ?? null;
}

/** Of the productName in a VCEK ("Milan-B0", "Genoa") or VLEK ("Milan"); the stepping is not compared. */
export function productOfName(name: string): AmdProduct | null {
  const [product, stepping, ...rest] = name.split("-");
  if (rest.length > 0 || stepping === "") return null;
  return AMD_PRODUCTS.find((known) => known === product) ?? null;
}

/** Turin and later have an 8-byte hardware id and another order of TCB components. */
export function hasTurinLayout(product: AmdProduct): boolean {
  return product === "Turin";
}

/** What the certificate of a signing key is called, and the one that issues it (AMD 57230, "Certificate chain"). */
export const KEY_NAMES = {
  vcek: { leaf: "SEV-VCEK", issuer: "SEV-" },
  vlek: { leaf: "SEV-VLEK", issuer: "SEV-VLEK-" },
} as const satisfies Record<AmdSigner, { leaf: string; issuer: string }>;

/** The product that the name of an ASK, an ASVK or an ARK ends with; null for any other name. */
export function productOfCa(
  commonName: string | null,
  prefix: "ARK-" | (typeof KEY_NAMES)[AmdSigner]["issuer"],
): AmdProduct | null {
  return AMD_PRODUCTS.find((product) => commonName === `${prefix}${product}`) ?? null;
}

/** The roots that vouch for a product. */
export const ROOT_USAGE = {
  Milan: "amd-milan",
  Genoa: "amd-genoa",
  Turin: "amd-turin",
} as const satisfies Record<AmdProduct, AnchorUsage>;

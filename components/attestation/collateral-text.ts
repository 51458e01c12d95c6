import type { AttestationMaterial, UsedEndorsement } from "@/lib/contract/attestations";

/** Bars of the time axis by the item that they belong to. */
const validityIds: Readonly<Record<string, string>> = {
  "intel.tcbInfo": "tcbInfo",
  "intel.qeIdentity": "qeIdentity",
  "intel.pckCrl": "pckCrl",
  "intel.rootCaCrl": "rootCaCrl",
  "amd.crl": "amdCrl",
};

/** From when to when an item counts; null when it names no dates of its own. */
export function validityOf(
  { item }: UsedEndorsement,
  { validity }: AttestationMaterial,
): AttestationMaterial["validity"][number] | null {
  return validity.find(({ id }) => id === validityIds[item]) ?? null;
}

/** The bytes of an item as they were received; null for what the material does not hold as text. */
export function collateralText(
  { item, key }: UsedEndorsement,
  material: AttestationMaterial,
): string | null {
  if (item === "eventLog") return material.eventLog;
  if (item === "wrapped") return material.wrapped;
  if (item === "submodule") {
    const part = material.submodules.find(({ name }) => name === key);
    return part === undefined ? null : JSON.stringify(part, null, 2);
  }
  const chainOf = /^(.*)IssuerChain$/.exec(item);
  const kept = material.items.find((candidate) => candidate.key === key);
  if (kept !== undefined) return chainOf === null ? kept.body : kept.issuerChain;
  return memberText(material.endorsements, item.split("."));
}

/** `intel.tcbInfo`: that member of the endorsements; objects as JSON. */
function memberText(value: unknown, [name, ...rest]: readonly string[]): string | null {
  if (name === undefined) {
    if (typeof value === "string") return value;
    return value === undefined ? null : JSON.stringify(value, null, 2);
  }
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return null;
  const entry = Object.entries(value).find(([key]) => key === name);
  return memberText(entry?.[1], rest);
}

/** `amd-vcek.pem`: named for the item, with the ending that its text has. */
export function collateralFileName({ item, key }: UsedEndorsement, text: string): string {
  const ending = /^\s*[{[]/.test(text) ? "json" : text.startsWith("-----BEGIN") ? "pem" : "txt";
  const name = item === "submodule" && key != null ? `part-${key}` : item;
  const words = name.replaceAll(/([a-z])([A-Z])/g, "$1-$2").replaceAll(/[^A-Za-z0-9]+/g, "-");
  return `${words.toLowerCase()}.${ending}`;
}

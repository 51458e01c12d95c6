import type { CborItem } from "@/lib/bytes/cbor";
import { cborMember } from "@/lib/bytes/cbor";
import type { ClaimReader } from "./claim-reader";

/** One measured piece of firmware (RFC 9783 section 4.4.1). */
export interface SoftwareComponent {
  readonly type: string | null;
  readonly measurement: Uint8Array;
  readonly version: string | null;
  /** Digest of the key that signed it. */
  readonly signerId: Uint8Array;
  readonly hashAlgorithm: string | null;
}

export const HASH_SIZES: readonly number[] = [32, 48, 64];
const MAX_COMPONENTS = 64;

export function readSoftwareComponents(
  reader: ClaimReader,
  items: readonly CborItem[],
): readonly SoftwareComponent[] {
  if (items.length === 0 || items.length > MAX_COMPONENTS) {
    return reader.stop("softwareComponents", `${items.length}, not 1 to ${MAX_COMPONENTS}`, []);
  }
  return items.map((item, index) => readComponent(reader, item, `softwareComponents.${index}`));
}

function readComponent(reader: ClaimReader, item: CborItem, name: string): SoftwareComponent {
  if (item.kind !== "map") reader.stop(name, "not a map", null);
  const text = (key: number) => {
    const member = cborMember(item, key);
    if (member === undefined) return null;
    return member.kind === "text"
      ? member.value
      : reader.stop(name, `member ${key} is no text`, "");
  };
  return {
    type: text(1),
    measurement: reader.bytesOf(cborMember(item, 2), `${name}.measurement`, { sizes: HASH_SIZES }),
    version: text(4),
    signerId: reader.bytesOf(cborMember(item, 5), `${name}.signerId`, { sizes: HASH_SIZES }),
    hashAlgorithm: text(6),
  };
}

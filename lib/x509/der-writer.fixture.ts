import { concatBytes } from "@/lib/bytes/equal-bytes";
import { derChildren, derRaw, readDer } from "@/lib/bytes/der";

/** Writes DER for tests that need what no certificate library would make. */
export function der(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const content = concatBytes(...contents);
  const { length } = content;
  if (length < 0x80) return concatBytes(Uint8Array.of(tag, length), content);
  const size = length < 0x100 ? [length] : [length >> 8, length & 255];
  return concatBytes(Uint8Array.of(tag, 0x80 | size.length, ...size), content);
}

export function children(bytes: Uint8Array): readonly Uint8Array[] {
  const node = readDer(bytes);
  const items = node === null ? null : derChildren(node);
  if (items === null) throw new Error("no constructed DER");
  return items.map(derRaw);
}

/** The same value with its n-th child changed; the path goes from the outside in. */
export function changed(
  bytes: Uint8Array,
  path: readonly number[],
  change: (child: Uint8Array) => Uint8Array,
): Uint8Array {
  const [index, ...rest] = path;
  if (index === undefined) return change(bytes);
  const items = children(bytes).map((item, at) =>
    at === index ? changed(item, rest, change) : item,
  );
  return der(bytes[0] ?? 0, ...items);
}

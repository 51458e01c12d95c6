import { fromHex } from "@/lib/bytes/hex";
import { ByteWriter } from "../byte-writer";

/** GUIDs of the table behind an extended report (AMD 56421, "SNP Extended Guest Request"). */
export const TABLE_GUIDS = {
  vcek: "63da758de6644564adc5f4b93be8accd",
  vlek: "a8074bc2a25a483eaae639c045a0b8a1",
  signer: "4ab7b379bbac4fe4a02f05aef327c782",
  root: "c0b406a4a803495297433fb6014cd0ae",
} as const;

export interface TableEntrySpec {
  /** 32 hex digits in the order of the GUID's text. */
  readonly guid: string;
  readonly data: Uint8Array;
  /** Where the entry says that its data is; where it is when absent. */
  readonly offset?: number;
  readonly length?: number;
}

/** Entries, the entry of zeros that ends them, the data in their order, and zeros up to a page. */
export function writeCertificateTable(
  entries: readonly TableEntrySpec[],
  { withEnd = true }: { readonly withEnd?: boolean } = {},
): Uint8Array {
  const writer = new ByteWriter();
  let offset = (entries.length + (withEnd ? 1 : 0)) * 24;
  for (const entry of entries) {
    writer.bytes(fromHex(entry.guid, 16) ?? new Uint8Array(16), 16);
    writer.u32le(entry.offset ?? offset).u32le(entry.length ?? entry.data.length);
    offset += entry.data.length;
  }
  if (withEnd) writer.zeros(24);
  for (const { data } of entries) writer.append(data);
  return withEnd ? writer.zeros((4096 - (offset % 4096)) % 4096).finish() : writer.finish();
}

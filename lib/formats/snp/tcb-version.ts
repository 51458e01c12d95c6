import { toHex } from "@/lib/bytes/hex";
import type { AmdProduct } from "@/lib/trust/endorsement-source";
import { hasTurinLayout } from "./product";

export const TCB_COMPONENTS = ["fmc", "bootloader", "tee", "snp", "microcode"] as const;
export type TcbComponent = (typeof TCB_COMPONENTS)[number];

/** The parts of a TCB_VERSION by name; `fmc` is null before Turin. A partial order: never one number. */
export interface TcbVersion {
  readonly fmc: number | null;
  readonly bootloader: number;
  readonly tee: number;
  readonly snp: number;
  readonly microcode: number;
  /** The 8 bytes as hex. */
  readonly raw: string;
  /** Bytes without a name are zero, as they must be. */
  readonly reservedIsZero: boolean;
}

/** 8 bytes, byte 0 least significant: AMD 56860, tables "TCB_VERSION" for families 19h and 1Ah. */
export function readTcbVersion(bytes: Uint8Array, product: AmdProduct): TcbVersion {
  const at = (index: number) => bytes[index] ?? 0;
  const isZero = (...indexes: readonly number[]) => indexes.every((index) => at(index) === 0);
  return hasTurinLayout(product)
    ? {
        fmc: at(0),
        bootloader: at(1),
        tee: at(2),
        snp: at(3),
        microcode: at(7),
        raw: toHex(bytes),
        reservedIsZero: isZero(4, 5, 6),
      }
    : {
        fmc: null,
        bootloader: at(0),
        tee: at(1),
        snp: at(6),
        microcode: at(7),
        raw: toHex(bytes),
        reservedIsZero: isZero(2, 3, 4, 5),
      };
}

/** Components of `lower` that are above those of `upper`, with both values. */
export function componentsAbove(lower: TcbVersion, upper: TcbVersion): readonly string[] {
  return TCB_COMPONENTS.filter((name) => (lower[name] ?? 0) > (upper[name] ?? 0)).map(
    (name) => `${name} ${lower[name] ?? 0} is above ${upper[name] ?? 0}`,
  );
}

/** For people: "bootloader 3, tee 0, snp 8, microcode 115". */
export function tcbText(version: TcbVersion): string {
  return TCB_COMPONENTS.filter((name) => version[name] !== null)
    .map((name) => `${name} ${version[name] ?? 0}`)
    .join(", ");
}

/** The 8 bytes of a TCB_VERSION with these parts: what `readTcbVersion` reads. */
export function tcbVersionBytes(
  { fmc, bootloader, tee, snp, microcode }: Pick<TcbVersion, TcbComponent>,
  product: AmdProduct,
): Uint8Array {
  return hasTurinLayout(product)
    ? Uint8Array.of(fmc ?? 0, bootloader, tee, snp, 0, 0, 0, microcode)
    : Uint8Array.of(bootloader, tee, 0, 0, 0, 0, snp, microcode);
}

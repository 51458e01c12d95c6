import type { SubmoduleResult } from "@/lib/rats/attestation-result";

/** One part of composite evidence with its place in the tree. */
export interface Part {
  /** Names from the outermost inwards: `gpu0`, `vtpm/cpu0`. */
  readonly path: string;
  /** 1 for the parts of the whole. */
  readonly level: number;
  readonly result: SubmoduleResult;
}

/** Every part, each followed by its own parts. */
export function allParts(submodules: readonly SubmoduleResult[], within = ""): readonly Part[] {
  return submodules.flatMap((result) => {
    const path = `${within}${result.name}`;
    return [
      { path, level: path.split("/").length, result },
      ...allParts(result.submodules, `${path}/`),
    ];
  });
}

/** The part that the check `submodule.<name>` judged; null for other checks. */
export function partOfCheck(checkId: string): string | null {
  return /^submodule\.(.+)$/.exec(checkId)?.[1] ?? null;
}

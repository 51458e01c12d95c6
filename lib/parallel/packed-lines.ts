/** Several byte strings in one buffer, which goes from thread to thread as one object instead of as many. */
export interface Packed {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Of each, in bytes; they follow each other without a gap. */
  readonly lengths: readonly number[];
}

export function pack(pieces: readonly Uint8Array[]): Packed {
  const lengths = pieces.map(({ length }) => length);
  const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return { bytes, lengths };
}

/** Views, no copies. */
export function unpack({ bytes, lengths }: Packed): readonly Uint8Array<ArrayBuffer>[] {
  let at = 0;
  return lengths.map((length) => {
    at += length;
    return bytes.subarray(at - length, at);
  });
}

/** A small generator with a fixed seed: the same mutants in every run (mulberry32, public domain). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A damaged copy: flipped bits, cut or repeated parts, lengths and numbers driven to their limits, noise. */
export function mutant(quote: Uint8Array, random: () => number): Uint8Array {
  const below = (limit: number) => Math.floor(random() * limit);
  const copy = quote.slice();
  switch (below(6)) {
    case 0: {
      for (let flips = 1 + below(8); flips > 0; flips -= 1) flipBit(copy, below(copy.length * 8));
      return copy;
    }
    case 1:
      return copy.subarray(0, below(copy.length));
    case 2: {
      const value = [0, 0xff, 0x7f, 0x80][below(4)] ?? 0;
      const start = below(copy.length);
      return copy.fill(value, start, start + 1 + below(8));
    }
    case 3: {
      const start = below(copy.length);
      for (let index = start; index < Math.min(copy.length, start + below(256)); index += 1)
        copy[index] = below(256);
      return copy;
    }
    case 4: {
      // A part of the quote over another one: certificates inside certificates, for example.
      const from = below(copy.length);
      copy.copyWithin(below(copy.length), from, from + below(1024));
      return copy;
    }
    default: {
      const longer = new Uint8Array(copy.length * (1 + below(8)));
      for (let start = 0; start < longer.length; start += copy.length) longer.set(copy, start);
      return longer;
    }
  }
}

function flipBit(bytes: Uint8Array, bit: number): void {
  const byte = Math.floor(bit / 8);
  bytes[byte] = (bytes[byte] ?? 0) ^ (1 << (bit % 8));
}

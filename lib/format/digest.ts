/** `91eb2b44…3118b7`: the first eight and the last six digits; what is not longer than that stays whole. */
export function shortenDigest(digest: string, head = 8, tail = 6): string {
  const hex = withoutAlgorithm(digest);
  return hex.length <= head + tail + 1 ? hex : `${hex.slice(0, head)}…${hex.slice(-tail)}`;
}

/** `sha256:ab…` without its prefix. */
export function withoutAlgorithm(digest: string): string {
  return digest.replace(/^sha\d+:/, "");
}

/** Index of the first character that differs, or -1 when one text is the other. */
export function firstDifference(left: string, right: string): number {
  const length = Math.max(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    if (left[index] !== right[index]) return index;
  }
  return -1;
}

/** A ratio of two figures of one run, and what it should be. */
export interface Goal {
  readonly what: string;
  readonly value: number;
  /** null: no such bound; with neither, the ratio is only reported. */
  readonly atLeast: number | null;
  readonly atMost: number | null;
}

export function isReached({ value, atLeast, atMost }: Goal): boolean {
  return (atLeast === null || value >= atLeast) && (atMost === null || value <= atMost);
}

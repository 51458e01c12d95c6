/** One line of the table. They agree when `differences` is empty. */
export interface Judgement {
  readonly vector: string;
  readonly question: string;
  readonly expected: string;
  readonly got: string;
  readonly differences: readonly string[];
}

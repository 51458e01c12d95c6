/** Something whose speed is measured: `run` does one unit of work. */
export interface Subject {
  readonly name: string;
  run(): unknown;
  /** Units that one call of `run` does; 1 when absent. */
  readonly unitsPerRun?: number;
}

export interface Rate {
  readonly name: string;
  /** Median over the rounds. */
  readonly perSecond: number;
  readonly lowest: number;
  readonly highest: number;
  /** Round by round. */
  readonly perRound: readonly number[];
}

/**
 * Units per second of every subject, measured in turns: each round visits all of them in another order, so that a
 * machine that grows slower (heat, neighbours) slows all of them, and ratios within one run stay comparable.
 */
export async function measureRates(
  subjects: readonly Subject[],
  { rounds, milliseconds }: { readonly rounds: number; readonly milliseconds: number },
): Promise<readonly Rate[]> {
  const rates = new Map(subjects.map(({ name }) => [name, new Array<number>()]));
  for (const subject of subjects) await runFor(subject, milliseconds / 2); // warms up the compiler and the caches
  for (let round = 0; round < rounds; round += 1) {
    for (let turn = 0; turn < subjects.length; turn += 1) {
      const subject = subjects[(turn + round) % subjects.length];
      if (subject === undefined) continue;
      rates.get(subject.name)?.push(await runFor(subject, milliseconds));
    }
  }
  return subjects.map(({ name }) => {
    const perRound = rates.get(name) ?? [];
    return {
      name,
      perSecond: median(perRound),
      lowest: Math.min(...perRound),
      highest: Math.max(...perRound),
      perRound,
    };
  });
}

async function runFor(subject: Subject, milliseconds: number): Promise<number> {
  const started = performance.now();
  const end = started + milliseconds;
  let units = 0;
  let now = started;
  do {
    await subject.run();
    units += subject.unitsPerRun ?? 1;
    now = performance.now();
  } while (now < end);
  return (units * 1000) / (now - started);
}

/** The middle value; the mean of the two in the middle of an even number. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1] ?? 0;
  const high = sorted[Math.floor(middle)] ?? 0;
  return (low + high) / 2;
}

/**
 * How many times faster one subject is than another: the median of the rounds' own ratios. Both sides of each were
 * measured within the same second or two, so a machine that is busy for a while hardly moves it.
 */
export function ratioOf(rates: readonly Rate[], one: string, other: string): number {
  const numerators = named(rates, one).perRound;
  const denominators = named(rates, other).perRound;
  return median(numerators.map((value, round) => value / (denominators[round] ?? Number.NaN)));
}

function named(rates: readonly Rate[], name: string): Rate {
  const found = rates.find((rate) => rate.name === name);
  if (found === undefined) throw new Error(`${name} was not measured`);
  return found;
}

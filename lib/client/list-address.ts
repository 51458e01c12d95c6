import type { z } from "zod";

/** What stands behind the `?` of an address, as Next gives it. */
export type SearchValues = Readonly<Record<string, string | readonly string[] | undefined>>;

/** One value of an address; undefined for one that is missing, empty or there more than once. */
export function searchValue(values: SearchValues, name: string): string | undefined {
  const value = values[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The filters that an address names. A bad value filters nothing, and is never an error: its name is in `ignored`. */
export function readFilter<Filter extends z.ZodObject>(schema: Filter, values: SearchValues) {
  const named = schema.keyof().options.flatMap((name) => {
    const value = searchValue(values, name);
    return value === undefined ? [] : [{ name, value }];
  });
  const isGood = ({ name, value }: (typeof named)[number]) =>
    schema.safeParse({ [name]: value }).success;
  const good = named.filter(isGood).map(({ name, value }) => [name, value]);
  return {
    filter: schema.parse(Object.fromEntries(good)),
    ignored: named.filter((each) => !isGood(each)).map(({ name }) => name),
  };
}

/** A path with those of the values that say something. */
export function listAddress(
  path: string,
  values: Readonly<Record<string, string | number | null | undefined>>,
): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== null && value !== "") search.set(name, String(value));
  }
  return search.size === 0 ? path : `${path}?${search.toString()}`;
}

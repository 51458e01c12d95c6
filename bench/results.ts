import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

export const PARTS = ["core", "kinds", "http", "database"] as const;
export type PartName = (typeof PARTS)[number];

const common = {
  measuredAt: z.string(),
  machine: z.object({ cpu: z.string(), cores: z.number(), node: z.string(), openssl: z.string() }),
  goals: z.array(
    z.object({
      what: z.string(),
      value: z.number(),
      atLeast: z.number().nullable(),
      atMost: z.number().nullable(),
    }),
  ),
  notes: z.array(z.string()),
};

const coreRowsSchema = z.array(
  z.object({
    input: z.string(),
    what: z.string(),
    perSecond: z.number(),
    lowest: z.number(),
    highest: z.number(),
  }),
);

/** What `bench/results/<part>.json` holds. */
export const resultsSchema = z.discriminatedUnion("part", [
  z.object({ part: z.literal("core"), rows: coreRowsSchema, ...common }),
  z.object({ part: z.literal("kinds"), rows: coreRowsSchema, ...common }),
  z.object({
    part: z.literal("http"),
    rows: z.array(
      z.object({
        what: z.string(),
        perSecond: z.number(),
        p50Ms: z.number().nullable(),
        p99Ms: z.number().nullable(),
      }),
    ),
    ...common,
  }),
  z.object({
    part: z.literal("database"),
    database: z.string().nullable(),
    rows: z.array(z.object({ query: z.string(), milliseconds: z.record(z.string(), z.number()) })),
    ...common,
  }),
]);
export type Results = z.infer<typeof resultsSchema>;

/** What was measured last, part by part. */
export function readResults(benchFolder: string): readonly Results[] {
  return PARTS.flatMap((part) => {
    const file = path.join(benchFolder, "results", `${part}.json`);
    return existsSync(file) ? [resultsSchema.parse(JSON.parse(readFileSync(file, "utf8")))] : [];
  });
}

import { z } from "zod";
import { VERDICTS } from "@/lib/rats/verdict";
import { attestationItemSchema } from "./attestations";
import { collateralItemSchema } from "./collateral";
import { timestampSchema } from "./scalars";

export const OVERVIEW_RANGES = ["24h", "7d", "30d"] as const;
export const overviewQuerySchema = z.strictObject({
  range: z.enum(OVERVIEW_RANGES).default("24h"),
});

const verdictCountsSchema = z.object({
  affirming: z.int(),
  warning: z.int(),
  contraindicated: z.int(),
  indeterminate: z.int(),
} satisfies Record<(typeof VERDICTS)[number], z.ZodType>);

export const overviewSchema = z.object({
  range: z.enum(OVERVIEW_RANGES),
  from: timestampSchema,
  to: timestampSchema,
  /** Seconds per bucket. */
  bucketSeconds: z.int(),
  totals: verdictCountsSchema,
  buckets: z.array(verdictCountsSchema.extend({ start: timestampSchema })),
  reasons: z.array(z.object({ code: z.string(), count: z.int() })),
  evidenceTypes: z.array(z.object({ evidenceType: z.string(), count: z.int() })),
  latestFailures: z.array(attestationItemSchema),
  /** Expired first, then what expires within 30 days. */
  expiringCollateral: z.array(collateralItemSchema),
  /** Services that did not answer at the last try. */
  upstreams: z.array(
    z.object({
      host: z.string(),
      reachable: z.boolean(),
      since: timestampSchema,
      detail: z.string().nullable(),
    }),
  ),
  /** All attestations ever stored. */
  storedTotal: z.int(),
});
export type Overview = z.infer<typeof overviewSchema>;

/** What a digest, or the first digits of one, leads to. */
export const searchQuerySchema = z.strictObject({ q: z.string().trim().min(4).max(140) });
export const searchResultSchema = z.object({
  hits: z.array(
    z.object({
      kind: z.enum(["attestation", "evidence", "measurement", "report-data"]),
      /** The name of a measurement, or the kind in words. */
      name: z.string(),
      value: z.string(),
      attestationId: z.string(),
      receivedAt: timestampSchema,
      verdict: z.enum(VERDICTS),
    }),
  ),
});

import type { z } from "zod";
import type { CollateralItem } from "@/lib/contract/collateral";
import type { Overview, overviewQuerySchema } from "@/lib/contract/overview";
import { VERDICTS } from "@/lib/rats/verdict";
import { listUpstreams } from "@/lib/store/collateral";
import {
  countAttestations,
  countOutside,
  countReasons,
  latestFailures,
  type VerdictCounts,
} from "@/lib/store/overview";
import { attestationItem } from "./attestation-view";
import { collateralItems } from "./collateral-list";
import { type ServiceContext, withOrganization } from "./context";

const HOUR_MS = 3_600_000;
const EXPIRY_HORIZON_MS = 30 * 24 * HOUR_MS;
const REASONS = 12;
const FAILURES = 8;

/** How far back each range reaches and how wide its bars are, in hours. */
const RANGES = {
  "24h": { hours: 24, bucketHours: 1 },
  "7d": { hours: 7 * 24, bucketHours: 6 },
  "30d": { hours: 30 * 24, bucketHours: 24 },
} as const satisfies Record<Overview["range"], { hours: number; bucketHours: number }>;

/** The figures of the first page; counted from hourly sums, never from the attestations themselves. */
export async function getOverview(
  context: ServiceContext,
  { range }: z.infer<typeof overviewQuerySchema>,
): Promise<Overview> {
  const { database } = context.runtime;
  const { hours, bucketHours } = RANGES[range];
  const now = context.runtime.now();
  // The running hour belongs to the last bar.
  const to = new Date(Math.floor(now.getTime() / HOUR_MS) * HOUR_MS + HOUR_MS);
  const from = new Date(to.getTime() - hours * HOUR_MS);
  const bucketSeconds = bucketHours * 3600;
  const window = { from, to, bucketSeconds };

  const [own, collateral, upstreams] = await Promise.all([
    withOrganization(context, (organization) =>
      Promise.all([
        countAttestations(organization, window),
        countReasons(organization, window, REASONS),
        latestFailures(organization, FAILURES),
        countOutside(organization, window),
      ]),
    ),
    collateralItems(context.runtime),
    listUpstreams(database.db),
  ]);
  const [{ buckets, evidenceTypes }, reasons, failures, storedOutside] = own;
  const totals = buckets.reduce(added, noTotals);

  return {
    range,
    from: from.toISOString(),
    to: to.toISOString(),
    bucketSeconds,
    totals: { ...totals },
    buckets: buckets.map(({ start, ...counts }) => ({ ...counts, start: start.toISOString() })),
    reasons: reasons.map((reason) => ({ ...reason })),
    evidenceTypes: evidenceTypes.map((type) => ({ ...type })),
    latestFailures: failures.map(attestationItem),
    expiringCollateral: expiring(collateral, now),
    upstreams: upstreams.map((upstream) => ({
      host: upstream.host,
      reachable: upstream.reachable,
      since: upstream.since.toISOString(),
      detail: upstream.detail,
    })),
    storedTotal: VERDICTS.reduce((sum, verdict) => sum + totals[verdict], storedOutside),
  };
}

type Totals = Overview["totals"];

const noTotals: Totals = { affirming: 0, warning: 0, contraindicated: 0, indeterminate: 0 };

function added(totals: Totals, counts: VerdictCounts): Totals {
  const sum = { ...totals };
  for (const verdict of VERDICTS) sum[verdict] += counts[verdict];
  return sum;
}

/** Expired first, then by the time that is left. */
function expiring(items: readonly CollateralItem[], now: Date): CollateralItem[] {
  const horizon = now.getTime() + EXPIRY_HORIZON_MS;
  return items
    .flatMap((item) => {
      if (item.nextUpdate === null) return [];
      const endsAt = new Date(item.nextUpdate).getTime();
      return endsAt < horizon ? [{ item, endsAt }] : [];
    })
    .toSorted((a, b) => a.endsAt - b.endsAt)
    .map(({ item }) => item);
}

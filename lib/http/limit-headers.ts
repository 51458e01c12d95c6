import type { Draw } from "@/lib/services/limits/draw";
import type { Bucket } from "@/lib/store/limit-buckets";

/**
 * The fields of draft-ietf-httpapi-ratelimit-headers-10, one item for each bucket that a request draws from. A policy's
 * quota `q` is the burst and its window `w` the seconds in which an empty bucket fills; `r` is what is left, `t` the
 * seconds until the bucket is full.
 */
export function limitHeaders({ limitClass, scope, own, whole }: Draw): Record<string, string> {
  const buckets: [string, Bucket][] = [[`${limitClass}-${scope}`, own]];
  if (whole !== null) buckets.push([`${limitClass}-organization`, whole]);
  return {
    "RateLimit-Policy": buckets
      .map(([name, { burst, perMinute }]) => `"${name}";q=${burst};w=${seconds(burst, perMinute)}`)
      .join(", "),
    RateLimit: buckets
      .map(([name, { burst, perMinute, tokens }]) => {
        const left = Math.max(0, Math.floor(tokens));
        return `"${name}";r=${left};t=${seconds(burst - tokens, perMinute)}`;
      })
      .join(", "),
  };
}

/** How long it takes until so many tokens have come back. */
function seconds(tokens: number, perMinute: number): number {
  return Math.ceil((Math.max(0, tokens) * 60) / perMinute);
}

import type { LimitClass, LimitTable } from "@/lib/access/limit-class";
import type { Failure } from "@/lib/rats/result";
import type { Bucket, BucketOwner, Defaults, Taken, Wanted } from "@/lib/store/limit-buckets";

/** What one request got: whether there was a token for it, and how its buckets stand. */
export interface Draw {
  readonly limitClass: LimitClass;
  readonly scope: BucketOwner["scope"];
  readonly granted: boolean;
  readonly own: Bucket;
  readonly whole: Bucket | null;
}

/** Several requests asked together; the first of them get what there is. */
export function drawOf(
  { granted, own, whole }: Taken,
  {
    place,
    limitClass,
    scope,
  }: { place: number; limitClass: LimitClass; scope: BucketOwner["scope"] },
): Draw {
  return { limitClass, scope, granted: place < granted, own, whole };
}

export function wantedOf(
  limits: LimitTable,
  {
    scope,
    limitClass,
    tokens,
  }: { scope: BucketOwner["scope"]; limitClass: LimitClass; tokens: number },
): Wanted {
  const { [scope]: own, organization: whole } = limits[limitClass];
  const defaults: Defaults = { own, whole };
  return { limitClass, tokens, defaults };
}

/** Why a request that got no token is refused, and when there is one again. */
export function limitFailure({ limitClass, scope, own, whole }: Draw): Failure {
  const ownWait = secondsToToken(own);
  const wholeWait = whole === null ? 0 : secondsToToken(whole);
  const [who, { perMinute, burst }] =
    whole !== null && wholeWait > ownWait ? ["organization", whole] : [scope, own];
  return {
    code: "LIMIT_EXCEEDED",
    detail: `This ${who} may make ${perMinute} requests a minute of the class ${limitClass}, and ${burst} at once.`,
    retryAfterSeconds: Math.max(1, Math.ceil(Math.max(ownWait, wholeWait))),
  };
}

function secondsToToken({ tokens, perMinute }: Bucket): number {
  return (Math.max(0, 1 - tokens) * 60) / perMinute;
}

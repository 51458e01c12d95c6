import type { Breakers, Outcome } from "@/lib/breaker/breakers";
import type { Result } from "@/lib/rats/result";
import { endorsementKey, type EndorsementRequest } from "@/lib/trust/endorsement-source";
import type { CollateralCache, NewCollateral } from "./collateral-cache";
import type { VerifiedItem } from "./collateral-item";
import type { CollateralUpstream, UpstreamAnswer } from "./upstream";
import type { CollateralVerifier } from "./verify-collateral-item";

export type Asked =
  | { readonly ok: true; readonly item: NewCollateral }
  | { readonly ok: false; readonly failure: { readonly detail: string; readonly quietMs: number } };

/** After a failure nobody asks for the same key again for this long, unless the upstream named a time of its own. */
const QUIET_MS = 30_000;
const SHORTEST_QUIET_MS = 1_000;
const LONGEST_QUIET_MS = 300_000;

/** A probe of a host that takes longer than its upstream ever does has died. */
const LEASE_MARGIN_MS = 5_000;

/**
 * Asks one upstream after the other until one answers with an item that verifies and is the one that was asked for.
 * A host whose breaker is open is left alone for every key.
 */
export function askUpstreams(context: {
  readonly cache: CollateralCache;
  readonly upstreams: readonly CollateralUpstream[];
  readonly verify: CollateralVerifier;
  readonly breakers: Breakers;
  readonly now: () => Date;
}): (request: EndorsementRequest) => Promise<Asked> {
  return async (request) => {
    const details: string[] = [];
    let quietMs = 0;
    for (const upstream of context.upstreams) {
      const host = upstream.hostFor(request);
      if (host === null) continue;
      const leaseMs = upstream.maxFetchMs + LEASE_MARGIN_MS;
      const entry = await context.breakers.enter(host, { leaseMs });
      if (!entry.allowed) {
        const seconds = Math.ceil(entry.waitMs / 1000);
        details.push(`${entry.detail}; left alone for another ${seconds} s`);
        quietMs = shorter(quietMs, entry.waitMs);
        continue;
      }
      const fetched = await upstream.fetchItem(request);
      await entry.settle(outcomeOf(fetched));
      const answer = await refuseUnverified(fetched, request, context);
      await context.cache.recordUpstream({
        host,
        // Only "no such thing" is a good answer without an item.
        reachable: answer.ok || answer.problem === "unknown",
        detail: answer.ok || answer.problem === "unknown" ? null : answer.detail,
        at: context.now(),
      });
      if (answer.ok) {
        return { ok: true, item: { ...answer.item, upstream: host, retrievedAt: context.now() } };
      }
      const wait = Math.min(
        Math.max(answer.retryAfterMs ?? QUIET_MS, SHORTEST_QUIET_MS),
        LONGEST_QUIET_MS,
      );
      details.push(answer.detail);
      quietMs = shorter(quietMs, wait);
    }
    const detail =
      details.length > 0
        ? details.join("; ")
        : `no upstream is configured that hands out ${endorsementKey(request)}`;
    return { ok: false, failure: { detail, quietMs } };
  };
}

/** For the breaker only whether the service answers counts, not what it says. */
function outcomeOf(answer: UpstreamAnswer): Outcome {
  if (answer.ok) return { kind: "answered" };
  const { problem, detail, retryAfterMs } = answer;
  switch (problem) {
    case "unreachable":
    case "failing":
      return { kind: "failed", detail };
    case "throttled":
      return { kind: "throttled", detail, retryAfterMs };
    case "unknown":
    case "refused":
      return { kind: "answered" };
  }
}

type Judged =
  | { readonly ok: true; readonly item: Omit<NewCollateral, "upstream" | "retrievedAt"> }
  | Extract<UpstreamAnswer, { readonly ok: false }>;

/** TLS says who answered, not that the answer is Intel's: only the signature does. */
async function refuseUnverified(
  answer: UpstreamAnswer,
  request: EndorsementRequest,
  { verify, now }: { readonly verify: CollateralVerifier; readonly now: () => Date },
): Promise<Judged> {
  if (!answer.ok) return answer;
  const { host, body, issuerChain } = answer;
  const verified = await verify({
    kind: request.item,
    body,
    issuerChain,
    ...(request.item === "jwks" ? { keySet: { issuer: request.issuer, retrievedAt: now() } } : {}),
  });
  const refusal = refusalOf(verified, request);
  if (refusal !== null || !verified.ok) {
    return {
      ok: false,
      host,
      problem: "refused",
      detail: `${host}: the answer was refused, ${refusal ?? ""}`,
      retryAfterMs: null,
    };
  }
  return { ok: true, item: { ...verified.value, origin: "fetched" } };
}

function refusalOf(verified: Result<VerifiedItem>, request: EndorsementRequest): string | null {
  if (!verified.ok) return `${verified.failure.code}: ${verified.failure.detail}`;
  const asked = endorsementKey(request);
  const got = endorsementKey(verified.value.request);
  return asked === got ? null : `it is ${got} and not ${asked}`;
}

function shorter(quietMs: number, other: number): number {
  return quietMs === 0 ? other : Math.min(quietMs, other);
}

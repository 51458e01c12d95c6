import type { UpstreamStatus } from "@/lib/contract/status";
import { fail, ok, type Result } from "@/lib/rats/result";
import { resetBreaker as resetInStore } from "@/lib/store/breakers";
import { change } from "../change";
import type { ServiceContext } from "../context";
import { upstreamStatus } from "./status-view";

/** Closes a breaker: every replica asks the service again, within a second. Failure: `NOT_FOUND`. */
export function resetBreaker(
  context: ServiceContext,
  host: string,
): Promise<Result<UpstreamStatus>> {
  return change(context, async ({ db }) => {
    const reset = await resetInStore(db, host);
    if (reset === null) return fail("NOT_FOUND", `Nobody has asked a service named ${host}.`);
    const { before, after } = reset;
    return ok({
      value: upstreamStatus(host, { breaker: after, upstream: undefined, now: after.changedAt }),
      object: { kind: "breaker", id: host },
      before: stateOf(before),
      after: stateOf(after),
      details: { failures: before.failures },
    });
  });
}

/** What a reader of the trail can compute again: no times that nobody sees. */
function stateOf({ failures, openUntil }: { failures: number; openUntil: Date | null }) {
  return { failures, openUntil: openUntil?.toISOString() ?? null };
}

import { equalBytes } from "@/lib/bytes/equal-bytes";
import { toHex } from "@/lib/bytes/hex";
import { cacheSpace } from "@/lib/crypto/content-cache";
import type { VerificationTools } from "@/lib/evidence/scheme";
import { readDstackIdentity, type DstackIdentity } from "@/lib/formats/dstack/dstack-identity";
import type { RuntimeEvent } from "@/lib/formats/dstack/runtime-event";
import { studyLog, type EventLogStudy } from "@/lib/formats/event-log/study-event-log";
import { fail, type Result } from "@/lib/rats/result";
import type { DstackEvidence } from "./read-evidence";

/** A dstack log as far as it is not bound to a quote. */
export interface DstackLogStudy {
  readonly events: Result<EventLogStudy>;
  readonly identity: Result<DstackIdentity>;
  /** Do entries of RTMR0 to RTMR2 stand in the log? Guests may leave them out. */
  readonly hasBootEvents: boolean;
  /** The names and payloads that extend RTMR3. */
  readonly runtimeEvents: readonly RuntimeEvent[];
}

const STUDIES = cacheSpace<DstackLogStudy>("dstack log");

/** Reads and replays the log; the same bytes once. */
export async function studyDstackLog(
  { crypto, cache }: VerificationTools,
  { form, logBytes, readLog }: DstackEvidence,
): Promise<DstackLogStudy> {
  const digest = toHex(await crypto.digest("SHA-256", logBytes));
  return cache.remember(STUDIES, `${form} ${digest}`, async () => {
    const log = await readLog(crypto);
    if (!log.ok) {
      const identity = fail("EVENT_LOG_INVALID", "the event log can't be read", "dstack");
      return { events: log, identity, hasBootEvents: false, runtimeEvents: [] };
    }
    const { events } = log.value;
    return {
      events: await studyLog(log.value, { crypto, hash: "sha384" }),
      identity: readDstackIdentity(log.value),
      hasBootEvents: events.some(({ name }) => name === null),
      runtimeEvents: events.flatMap(({ name, data }) =>
        name === null ? [] : [{ name, payload: data.slice() }],
      ),
    };
  });
}

/** Two lists of runtime events that say the same, in the same order. */
export function sameEvents(a: readonly RuntimeEvent[], b: readonly RuntimeEvent[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ name, payload }, index) => {
      const other = b[index];
      return other !== undefined && other.name === name && equalBytes(other.payload, payload);
    })
  );
}

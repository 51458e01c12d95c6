import type { CryptoPort } from "@/lib/crypto/crypto-port";
import { looksLikeDstackLog, readDstackLog } from "@/lib/formats/dstack/dstack-log";
import { fail, type Result } from "@/lib/rats/result";
import type { EventLog, RegisterFamily } from "./event-log";
import { MAX_EVENT_LOG_BYTES } from "./layout";
import { parseEventLog } from "./parse-event-log";

/** A log of any form that goes with evidence: TCG records, or the JSON that dstack writes about a TD. */
export async function readEventLog(
  bytes: Uint8Array,
  { family, crypto }: { readonly family: RegisterFamily; readonly crypto: CryptoPort },
): Promise<Result<EventLog>> {
  if (bytes.length > MAX_EVENT_LOG_BYTES) {
    return fail("EVIDENCE_TOO_LARGE", `${bytes.length} bytes of event log`, "eventLog");
  }
  if (!looksLikeDstackLog(bytes)) return parseEventLog(bytes, family);
  if (family !== "rtmr") return fail("EVENT_LOG_INVALID", "a dstack log names RTMRs", "eventLog");
  return readDstackLog(bytes, crypto);
}

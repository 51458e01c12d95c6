import { toHex } from "@/lib/bytes/hex";
import { isJsonObject, parseStrictJson } from "@/lib/bytes/strict-json";
import { utf8 } from "@/lib/bytes/text";
import type { EventLog } from "@/lib/formats/event-log/event-log";
import { fail, ok, type Result } from "@/lib/rats/result";

/** What a dstack guest says about itself in RTMR3 before its application runs; hex, absent when it did not say. */
export interface DstackIdentity {
  readonly appId?: string;
  readonly composeHash?: string;
  readonly instanceId?: string;
  readonly osImageHash?: string;
  /** `kms`, `local-sgx`, `tpm`, `none`: who gives the guest its keys, and that provider's id. */
  readonly keyProvider?: { readonly name: string; readonly id: string };
}

/** From this event on the application decides what is logged. */
const LAST_EVENT_OF_THE_SYSTEM = "system-ready";

const HEX_EVENTS = [
  { event: "app-id", member: "appId", lengths: [20] },
  { event: "compose-hash", member: "composeHash", lengths: [32] },
  { event: "instance-id", member: "instanceId", lengths: [0, 20] },
  { event: "os-image-hash", member: "osImageHash", lengths: [32] },
] as const;

const KEY_PROVIDER_EVENT = "key-provider";

const NAMES_OF_THE_SYSTEM: ReadonlySet<string> = new Set([
  ...HEX_EVENTS.map(({ event }) => event),
  ...["system-preparing", "boot-mr-done", KEY_PROVIDER_EVENT, LAST_EVENT_OF_THE_SYSTEM],
]);

const invalid = (event: string, detail: string) =>
  fail("EVENT_LOG_INVALID", detail, `dstack.${event}`);

/**
 * Reads what the guest's system logged. Each of its events may stand once, in all of the log, and counts only before the
 * application can log anything. Only as good as RTMR3, which must replay from this log.
 */
export function readDstackIdentity(log: EventLog): Result<DstackIdentity> {
  const payloads = new Map<string, Uint8Array>();
  let isApplication = false;
  for (const { name, data, index } of log.events) {
    if (name === null) continue;
    if (NAMES_OF_THE_SYSTEM.has(name)) {
      if (payloads.has(name))
        return invalid(name, `the event stands twice, again as event ${index}`);
      if (isApplication)
        return invalid(name, `event ${index} comes after ${LAST_EVENT_OF_THE_SYSTEM}`);
      payloads.set(name, data);
    }
    isApplication ||= name === LAST_EVENT_OF_THE_SYSTEM;
  }
  const identity: Record<string, string> = {};
  for (const { event, member, lengths } of HEX_EVENTS) {
    const payload = payloads.get(event);
    if (payload === undefined) continue;
    if (!lengths.some((length) => length === payload.length)) {
      return invalid(event, `${payload.length} bytes`);
    }
    if (payload.length > 0) identity[member] = toHex(payload);
  }
  const provider = payloads.get(KEY_PROVIDER_EVENT);
  if (provider === undefined) return ok(identity);
  const keyProvider = readKeyProvider(provider);
  return keyProvider.ok ? ok({ ...identity, keyProvider: keyProvider.value }) : keyProvider;
}

function readKeyProvider(payload: Uint8Array): Result<{ name: string; id: string }> {
  const text = utf8(payload);
  const json =
    text === null ? null : parseStrictJson(text, { code: "EVENT_LOG_INVALID", maxLength: 16_384 });
  if (json === null || !json.ok || !isJsonObject(json.value)) {
    return invalid(KEY_PROVIDER_EVENT, "it is no JSON object");
  }
  const { name, id } = json.value;
  return typeof name === "string" && typeof id === "string"
    ? ok({ name, id })
    : invalid(KEY_PROVIDER_EVENT, "name or id is missing");
}

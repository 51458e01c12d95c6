import { concatBytes } from "@/lib/bytes/equal-bytes";
import { toHex } from "@/lib/bytes/hex";
import { utf8Bytes } from "@/lib/bytes/text";

/** The type of events that a dstack guest extends into RTMR3. */
export const DSTACK_RUNTIME_EVENT = 0x0800_0001;

export interface RuntimeEvent {
  readonly name: string;
  readonly payload: Uint8Array;
}

/** How a runtime event is written before it is hashed. */
export type RuntimeEventVersion = 1 | 2;

/**
 * What the digest of a runtime event is of: the SHA-384 of this goes into RTMR3. Version 1 joins type, name and payload
 * with colons, so a name must have none. Version 2 is canonical JSON (RFC 8785) of name, payload and type.
 * dstack, cc-eventlog, `RuntimeEvent::preimage`.
 */
export function runtimeEventPreimage(
  { name, payload }: RuntimeEvent,
  version: RuntimeEventVersion,
): Uint8Array {
  if (version === 2) {
    const members = `"name":${JSON.stringify(name)},"payload":"${toHex(payload)}"`;
    return utf8Bytes(`{${members},"type":${DSTACK_RUNTIME_EVENT}}`);
  }
  return concatBytes(TYPE_AND_COLON, utf8Bytes(name), COLON, payload);
}

const COLON = utf8Bytes(":");
const TYPE_AND_COLON = Uint8Array.of(0x01, 0x00, 0x00, 0x08, 0x3a);

import { fromHex } from "@/lib/bytes/hex";
import type { Claims } from "@/lib/rats/claims";
import type { SignedRegisters } from "./event-log-checks";

export const RTMRS = [0, 1, 2, 3] as const;

/** The RTMRs of a TDX quote's claims. One that the claims lack is no value, which no log replays to. */
export function signedRtmrs(
  { measurements }: Pick<Claims, "measurements">,
  registers: readonly number[] = RTMRS,
): SignedRegisters {
  const valueOf = (register: number) =>
    fromHex(measurements[`rtmr${register}`] ?? "") ?? new Uint8Array(0);
  return {
    family: "rtmr",
    hash: "sha384",
    values: new Map(registers.map((register) => [register, valueOf(register)])),
  };
}

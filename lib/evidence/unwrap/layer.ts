import type { Endorsements } from "@/lib/rats/endorsements";

/** What is inside of a wrapping, and what stood beside it there. */
export interface Layer {
  /** The wrapping that was taken off, for people. */
  readonly label: string;
  readonly bytes: Uint8Array;
  readonly eventLog: Uint8Array | null;
  readonly endorsements: Endorsements;
}

export function layerOf(label: string, bytes: Uint8Array): Layer {
  return { label, bytes, eventLog: null, endorsements: {} };
}

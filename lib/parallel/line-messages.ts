import type { Result } from "@/lib/rats/result";
import type { EndorsementItem, EndorsementRequest } from "@/lib/trust/endorsement-source";
import type { DefaultPolicy, LineAnswer } from "./answer-line";
import type { Packed } from "./packed-lines";

export interface LineOrder {
  readonly id: number;
  readonly instance: string;
  /** Milliseconds since the epoch: the moment to judge at when the request names none. */
  readonly now: number;
  /** Judges a line that names none. */
  readonly policy: DefaultPolicy;
}

export type ToWorker =
  | {
      readonly kind: "lines";
      readonly lines: readonly LineOrder[];
      /** Of the lines, in their order. */
      readonly requests: Packed;
    }
  | {
      readonly kind: "endorsement";
      readonly id: number;
      readonly item: Result<EndorsementItem>;
    };

export type FromWorker =
  | {
      readonly kind: "answers";
      readonly answers: readonly ({ readonly id: number } & Omit<LineAnswer, "line">)[];
      /** Of the answers, in their order. */
      readonly lines: Packed;
    }
  | {
      readonly kind: "endorsement";
      readonly id: number;
      readonly request: EndorsementRequest;
      readonly at: number;
    };

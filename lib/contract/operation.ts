import type { z } from "zod";
import type { ReasonCode } from "@/lib/rats/reason-codes";

/** How the answer to a good request looks. */
export type ResponseShape =
  | { readonly kind: "json"; readonly status: 200 | 201; readonly schema: z.ZodType }
  | { readonly kind: "ndjson"; readonly status: 200; readonly schema: z.ZodType }
  | { readonly kind: "bytes"; readonly status: 200; readonly contentType: string }
  | { readonly kind: "text"; readonly status: 200; readonly contentType: string };

/** Largest body of a request that carries no evidence. */
export const PLAIN_BODY_BYTES = 64 * 1024;
/** Largest body of one document with evidence, event log and collateral, with room for their encoding. */
export const EVIDENCE_BODY_BYTES = 12 * 1024 * 1024;

export interface OperationContract {
  /** `attestations.create` */
  readonly id: string;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** With `{name}` for parameters: `/api/v1/attestations/{id}`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  /** `json` is one document; `ndjson` one document a line. */
  readonly body?: {
    readonly kind: "json" | "ndjson";
    readonly schema: z.ZodType;
    /** Of the document, or of a line. Default: `PLAIN_BODY_BYTES`. */
    readonly maxBytes?: number;
  };
  readonly response: ResponseShape;
  readonly idempotent?: boolean;
  /** Codes of the problems that this operation answers with, beside those that every operation may. */
  readonly reasons: readonly ReasonCode[];
}

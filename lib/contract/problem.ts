import { z } from "zod";

/** RFC 9457 problem details, with the reason code and, for a schema error, a JSON pointer for each place. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  /** The request id. */
  instance: z.string(),
  code: z.string(),
  /** Seconds after which the same request may work; the header Retry-After says it too. */
  retryAfterSeconds: z.int().optional(),
  errors: z.array(z.object({ pointer: z.string(), message: z.string() })).optional(),
});

export type Problem = z.infer<typeof problemSchema>;

import type { Runtime } from "@/lib/runtime";

export interface JobContext {
  readonly runtime: Runtime;
  /** Aborted when the server stops or the lease is lost: long work looks at it between its steps. */
  readonly signal: AbortSignal;
}

/** Work that recurs. One replica at a time does it; what it does may be cut off and done again. */
export interface Job {
  /** `limit-buckets`: its row in the database and in the metrics. */
  readonly name: string;
  /** What it does, for the status page: "Removes …". */
  readonly words: string;
  readonly everyMs: number;
  run(context: JobContext): Promise<void>;
}

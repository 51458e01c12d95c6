import { availableParallelism, cpus } from "node:os";

/** What a figure depends on, and nothing that would tell machines apart otherwise. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
  readonly openssl: string;
}

export function thisMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    node: process.versions.node,
    openssl: process.versions.openssl,
  };
}

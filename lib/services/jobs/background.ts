import type { Runtime } from "@/lib/runtime";
import { startHeartbeat } from "./heartbeat";
import { type Background, startJobRunner } from "./job-runner";
import { RECURRING_JOBS } from "./recurring-jobs";

/** Everything that a server does beside answering: once for each process, by whoever owns the runtime. */
export function startBackground(runtime: Runtime): Background {
  const heartbeat = startHeartbeat(runtime);
  const runner = startJobRunner({ runtime, jobs: RECURRING_JOBS, holder: runtime.replicaId });
  return {
    async stop() {
      await runner.stop();
      await heartbeat.stop();
    },
  };
}

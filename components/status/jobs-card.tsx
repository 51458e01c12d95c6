import { CircleCheck, Clock, LoaderCircle, OctagonX } from "lucide-react";
import { Badge, type Tone } from "@/components/ui/badge";
import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Timestamp } from "@/components/ui/timestamp";
import type { JobStatus, ReplicaStatus } from "@/lib/contract/status";

const looks = {
  failed: { label: "Failed", tone: "contraindicated", Icon: OctagonX },
  late: { label: "Late", tone: "warning", Icon: Clock },
  running: { label: "Running", tone: "pending", Icon: LoaderCircle },
  waiting: { label: "Waiting", tone: "affirming", Icon: CircleCheck },
} as const satisfies Record<JobStatus["state"], { label: string; tone: Tone; Icon: typeof Clock }>;

const order = Object.keys(looks);

/** Recurring work: what it does, how the last run ended, when the next is due. */
export function JobsCard({
  jobs,
  replicas,
}: {
  readonly jobs: readonly JobStatus[];
  readonly replicas: readonly ReplicaStatus[];
}) {
  const worstFirst = jobs.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  return (
    <Card aria-labelledby="jobs">
      <CardHeader id="jobs" title="Jobs" note="Each is done by one replica at a time." />
      {jobs.length === 0 ? (
        <EmptyState title="No job has been set up">
          A server started with npm start sets them up by itself.
        </EmptyState>
      ) : (
        <ul className="divide-y">
          {worstFirst.map((job) => {
            const { label, tone, Icon } = looks[job.state];
            const holder = replicas.find(({ id }) => id === job.runBy);
            return (
              <li
                key={job.name}
                className="grid gap-x-4 gap-y-1 px-4 py-2.5 text-sm md:grid-cols-[minmax(0,1fr)_auto]"
              >
                <span className="flex min-w-0 flex-wrap items-center gap-2">
                  <Badge tone={tone} icon={<Icon aria-hidden />}>
                    {label}
                  </Badge>
                  <span className="min-w-0 wrap-anywhere">{job.words || job.name}</span>
                </span>
                <span className="text-muted">
                  {job.finishedAt ? (
                    <>
                      last <Timestamp value={job.finishedAt} />,{" "}
                    </>
                  ) : null}
                  {job.state === "running" ? (
                    <>at {holder ? `process ${holder.pid}` : "a replica"}</>
                  ) : (
                    <>
                      next <Timestamp value={job.nextAt} />
                    </>
                  )}
                </span>
                {job.lastError ? (
                  <p className="wrap-anywhere text-contraindicated md:col-span-2">
                    {job.failures} {job.failures === 1 ? "failure" : "failures in a row"}:{" "}
                    {job.lastError}
                  </p>
                ) : null}
              </li>
            );
          })}
        </ul>
      )}
    </Card>
  );
}

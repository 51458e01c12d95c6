"use client";

import { CircleCheck, Clock, LoaderCircle, OctagonX } from "lucide-react";
import { Badge, type Tone } from "@/components/ui/badge";
import { Card, CardHeader } from "@/components/ui/card";
import { useNow } from "@/components/ui/clock";
import { type Column, DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { Timestamp } from "@/components/ui/timestamp";
import type { JobStatus, ReplicaStatus } from "@/lib/contract/status";
import { formatCount } from "@/lib/format/amount";

const looks = {
  failed: { label: "Failed", tone: "contraindicated", Icon: OctagonX },
  late: { label: "Late", tone: "warning", Icon: Clock },
  running: { label: "Running", tone: "pending", Icon: LoaderCircle },
  waiting: { label: "On time", tone: "affirming", Icon: CircleCheck },
} as const satisfies Record<JobStatus["state"], { label: string; tone: Tone; Icon: typeof Clock }>;

const order = Object.keys(looks);

/** What is due so soon is due now. */
const SOON_MS = 10_000;

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
    <Card aria-labelledby="jobs" className="[&_tbody_tr:last-child_td]:border-b-0">
      <CardHeader id="jobs" title="Jobs" note="Each is done by one replica at a time." />
      {jobs.length === 0 ? (
        <EmptyState title="No job has been set up">
          A server started with npm start sets them up by itself.
        </EmptyState>
      ) : (
        <DataTable
          caption="Jobs, the worst news first"
          columns={columns(replicas)}
          rows={worstFirst}
          rowKey={({ name }) => name}
          compact={(job) => (
            <div className="flex min-w-0 flex-col gap-1">
              <span className="flex min-w-0 items-start gap-2">
                <JobBadge job={job} />
                <span className="min-w-0">{job.words || job.name}</span>
              </span>
              <LastError job={job} />
              <span className="text-xs text-muted">
                last <LastRun job={job} />, next <NextRun job={job} replicas={replicas} />
              </span>
            </div>
          )}
        />
      )}
    </Card>
  );
}

function columns(replicas: readonly ReplicaStatus[]): readonly Column<JobStatus>[] {
  return [
    { id: "state", header: "State", cell: (job) => <JobBadge job={job} /> },
    {
      id: "words",
      header: "Job",
      className: "w-full max-w-0 whitespace-normal!",
      cell: (job) => (
        <>
          {job.words || job.name}
          <LastError job={job} />
        </>
      ),
    },
    { id: "runs", header: "Runs", align: "right", cell: ({ runs }) => formatCount(runs) },
    { id: "last", header: "Last", className: "min-w-24", cell: (job) => <LastRun job={job} /> },
    {
      id: "next",
      header: "Next",
      className: "min-w-24",
      cell: (job) => <NextRun job={job} replicas={replicas} />,
    },
  ];
}

function JobBadge({ job }: { readonly job: JobStatus }) {
  const { label, tone, Icon } = looks[job.state];
  return (
    <Badge tone={tone} icon={<Icon aria-hidden />} className="align-middle">
      {label}
    </Badge>
  );
}

function LastError({ job: { failures, lastError } }: { readonly job: JobStatus }) {
  if (lastError === null) return null;
  return (
    <p className="py-1 wrap-anywhere text-contraindicated">
      {failures} {failures === 1 ? "failure" : "failures in a row"}: {lastError}
    </p>
  );
}

function LastRun({ job: { finishedAt } }: { readonly job: JobStatus }) {
  return finishedAt === null ? <>never</> : <Timestamp value={finishedAt} />;
}

/** When it is due; while it runs, who does it. */
function NextRun({
  job: { state, runBy, nextAt },
  replicas,
}: {
  readonly job: JobStatus;
  readonly replicas: readonly ReplicaStatus[];
}) {
  const nowMs = useNow();
  if (state !== "running") {
    return Date.parse(nextAt) <= nowMs + SOON_MS ? <>now</> : <Timestamp value={nextAt} />;
  }
  const holder = replicas.find(({ id }) => id === runBy);
  return <>now, {holder ? `by process ${holder.pid}` : "by a replica"}</>;
}

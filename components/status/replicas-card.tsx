import { CircleCheck, TriangleAlert } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Timestamp } from "@/components/ui/timestamp";
import type { ReplicaStatus } from "@/lib/contract/status";

/** The server processes that share the database. */
export function ReplicasCard({ replicas }: { readonly replicas: readonly ReplicaStatus[] }) {
  return (
    <Card aria-labelledby="replicas">
      <CardHeader id="replicas" title="Replicas" />
      {replicas.length === 0 ? (
        <EmptyState title="No server says that it runs">
          A server started with npm start appears within a few seconds.
        </EmptyState>
      ) : (
        <ul className="divide-y">
          {replicas.map((replica) => (
            <li key={replica.id} className="px-4 py-3">
              <span className="flex flex-wrap items-center gap-2">
                {replica.state === "running" ? (
                  <Badge tone="affirming" icon={<CircleCheck aria-hidden />}>
                    Running
                  </Badge>
                ) : (
                  <Badge tone="warning" icon={<TriangleAlert aria-hidden />}>
                    Silent
                  </Badge>
                )}
                <span className="text-sm wrap-anywhere">
                  {replica.host}, process {replica.pid}
                </span>
                {replica.isThis ? <Badge>answered this</Badge> : null}
              </span>
              <p className="mt-1 text-sm text-muted">
                Version {replica.version}, started <Timestamp value={replica.startedAt} />, last
                seen <Timestamp value={replica.seenAt} />
              </p>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

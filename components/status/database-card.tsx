import { CircleCheck, TriangleAlert } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { Card, CardHeader } from "@/components/ui/card";
import { KeyValue, KeyValueList } from "@/components/ui/key-value";
import type { Status } from "@/lib/contract/status";
import { formatMilliseconds } from "@/lib/format/amount";

/** From here on a replica's clock is worth a look; challenges and limits go by the database's. */
const SKEW_MS = 2_000;

export function DatabaseCard({
  database: { kind, version, migrated, roundTripMs, clockSkewMs },
  version: ownVersion,
}: {
  readonly database: Status["database"];
  readonly version: string;
}) {
  const isSkewed = Math.abs(clockSkewMs) > SKEW_MS;
  return (
    <Card aria-labelledby="database">
      <CardHeader id="database" title="Database" />
      <KeyValueList className="[&>div]:sm:grid-cols-[9rem_minmax(0,1fr)]">
        <KeyValue name="Database">
          PostgreSQL {version}, {kind === "embedded" ? "embedded in this process" : "a server"}
        </KeyValue>
        <KeyValue name="Migrations">
          {migrated ? (
            <Badge tone="affirming" icon={<CircleCheck aria-hidden />}>
              All there
            </Badge>
          ) : (
            <Badge tone="warning" icon={<TriangleAlert aria-hidden />}>
              Missing: restart the server
            </Badge>
          )}
        </KeyValue>
        <KeyValue name="Round trip">{formatMilliseconds(roundTripMs)}</KeyValue>
        <KeyValue name="Clock of this replica">
          {isSkewed ? (
            <Badge tone="warning" icon={<TriangleAlert aria-hidden />}>
              {clockSkewMs} ms from the database’s
            </Badge>
          ) : (
            `${Math.abs(clockSkewMs)} ms from the database’s`
          )}
        </KeyValue>
        <KeyValue name="Attestry">{ownVersion}</KeyValue>
      </KeyValueList>
    </Card>
  );
}

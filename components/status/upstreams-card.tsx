"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleCheck, CircleDashed, OctagonX, RotateCcw, TriangleAlert } from "lucide-react";
import { PermittedButton } from "@/components/session/permitted-button";
import { Badge, type Tone } from "@/components/ui/badge";
import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { FormError } from "@/components/ui/form-error";
import { Timestamp } from "@/components/ui/timestamp";
import { api } from "@/lib/client/api";
import { describeError } from "@/lib/client/api-error";
import { statusKeys } from "@/lib/client/status";
import { resetBreaker } from "@/lib/contract/operations/status";
import type { UpstreamStatus } from "@/lib/contract/status";

/** The services that collateral comes from, those that are left alone first. */
export function UpstreamsCard({ upstreams }: { readonly upstreams: readonly UpstreamStatus[] }) {
  const client = useQueryClient();
  const reset = useMutation({
    mutationFn: (host: string) => api(resetBreaker, { params: { host } }),
    onSuccess: () => client.invalidateQueries({ queryKey: statusKeys.all }),
  });
  const refused = reset.error ? describeError(reset.error) : null;
  const worstFirst = upstreams.toSorted((a, b) => rank(a) - rank(b));
  return (
    <Card aria-labelledby="upstreams">
      <CardHeader
        id="upstreams"
        title="Upstreams"
        note="After five failures in a row all replicas leave a service alone, for 1 to 16 seconds; then one of them tries again."
      />
      {refused ? (
        <div className="p-4 pb-0">
          <FormError code={refused.code}>{refused.detail}</FormError>
        </div>
      ) : null}
      {worstFirst.length === 0 ? (
        <EmptyState title="No upstream is configured">
          Collateral comes from imports and from requests only. docs/configuration.md names the
          variables.
        </EmptyState>
      ) : (
        <ul className="divide-y">
          {worstFirst.map((upstream) => (
            <li
              key={upstream.host}
              className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3"
            >
              <div className="min-w-0 flex-1 basis-64">
                <span className="flex flex-wrap items-center gap-2">
                  <StateBadge upstream={upstream} />
                  <code className="text-sm wrap-anywhere">{upstream.host}</code>
                </span>
                <p className="mt-1 text-sm wrap-anywhere text-muted">
                  <Explanation upstream={upstream} />
                </p>
              </div>
              {upstream.phase !== "closed" || upstream.failures > 0 ? (
                <PermittedButton
                  permission="status:manage"
                  size="small"
                  aria-label={`Ask again now: ${upstream.host}`}
                  disabled={reset.isPending && reset.variables === upstream.host}
                  onClick={() => reset.mutate(upstream.host)}
                >
                  <RotateCcw aria-hidden />
                  Ask again now
                </PermittedButton>
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

type State = "left-alone" | "probed" | "failing" | "answering" | "never-asked";

function stateOf({ phase, failures, reachable }: UpstreamStatus): State {
  if (phase === "open") return "left-alone";
  if (phase === "half-open") return "probed";
  if (failures > 0 || reachable === false) return "failing";
  return reachable === null ? "never-asked" : "answering";
}

const order: readonly State[] = ["left-alone", "probed", "failing", "answering", "never-asked"];
const rank = (upstream: UpstreamStatus) => order.indexOf(stateOf(upstream));

const looks = {
  "left-alone": { label: "Left alone", tone: "contraindicated", Icon: OctagonX },
  probed: { label: "To be tried", tone: "pending", Icon: CircleDashed },
  failing: { label: "Failing", tone: "warning", Icon: TriangleAlert },
  answering: { label: "Answers", tone: "affirming", Icon: CircleCheck },
  "never-asked": { label: "Not asked yet", tone: "neutral", Icon: CircleDashed },
} as const satisfies Record<State, { label: string; tone: Tone; Icon: typeof OctagonX }>;

function StateBadge({ upstream }: { readonly upstream: UpstreamStatus }) {
  const { label, tone, Icon } = looks[stateOf(upstream)];
  return (
    <Badge tone={tone} icon={<Icon aria-hidden />}>
      {label}
    </Badge>
  );
}

function failuresWords(failures: number): string {
  return failures === 1 ? "1 failure" : `${failures} failures in a row`;
}

function Explanation({ upstream }: { readonly upstream: UpstreamStatus }) {
  const { failures, openUntil, lastFailure, since, detail, reachableSince } = upstream;
  switch (stateOf(upstream)) {
    case "left-alone":
    case "probed":
      return (
        <>
          {failuresWords(failures)}
          {since ? (
            <>
              , left alone since <Timestamp value={since} />
            </>
          ) : null}
          {openUntil && upstream.phase === "open" ? (
            <>
              , asked again <Timestamp value={openUntil} />
            </>
          ) : (
            ", asked again with the next verification that needs it"
          )}
          . {lastFailure}
        </>
      );
    case "failing":
      return (
        <>
          {failures > 0 ? `${failuresWords(failures)}. ` : null}
          {lastFailure ?? detail}
        </>
      );
    case "answering":
      return reachableSince ? (
        <>
          since <Timestamp value={reachableSince} />
        </>
      ) : null;
    case "never-asked":
      return "It is asked when a verification needs what it hands out.";
  }
}

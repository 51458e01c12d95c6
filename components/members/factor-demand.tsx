"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { PermittedButton } from "@/components/session/permitted-button";
import { useStepUp } from "@/components/session/step-up";
import { Card, CardHeader } from "@/components/ui/card";
import { FormError } from "@/components/ui/form-error";
import { describeError } from "@/lib/client/api-error";
import { api } from "@/lib/client/api";
import { factorDemandQuery, memberKeys } from "@/lib/client/members";
import { demandSecondFactor } from "@/lib/contract/operations/members";

/** Whether members need a second factor, and the switch. */
export function FactorDemand() {
  const { data } = useQuery(factorDemandQuery());
  const client = useQueryClient();
  const confirmed = useStepUp();
  const isDemanded = data?.isDemanded ?? false;
  const { mutate, isPending, error } = useMutation({
    mutationFn: () =>
      confirmed(() => api(demandSecondFactor, { body: { isDemanded: !isDemanded } })),
    onSuccess: () => client.invalidateQueries({ queryKey: memberKeys.factorDemand() }),
  });
  if (!data) return null;
  const refused = error ? describeError(error) : null;
  return (
    <Card aria-labelledby="factor-demand">
      <CardHeader
        id="factor-demand"
        title="Second factor"
        note={
          isDemanded
            ? "Members need a second factor. Those without one may only set it up."
            : "A second factor is up to each member."
        }
        actions={
          <PermittedButton
            permission="organization:manage"
            size="small"
            disabled={isPending}
            onClick={() => mutate()}
          >
            {isDemanded ? "Leave it to them" : "Demand a second factor"}
          </PermittedButton>
        }
      />
      {refused ? (
        <div className="p-4">
          <FormError code={refused.code}>{refused.detail}</FormError>
        </div>
      ) : null}
    </Card>
  );
}

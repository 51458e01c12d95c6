"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { PermittedButton } from "@/components/session/permitted-button";
import { useStepUp } from "@/components/session/step-up";
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
    <div className="flex flex-col gap-2 text-sm">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="text-muted">
          {isDemanded
            ? "Members need a second factor. Those without one may only set it up."
            : "A second factor is up to each member."}
        </p>
        <PermittedButton
          permission="organization:manage"
          size="small"
          disabled={isPending}
          onClick={() => mutate()}
        >
          {isDemanded ? "Leave it to them" : "Demand a second factor"}
        </PermittedButton>
      </div>
      {refused ? <FormError code={refused.code}>{refused.detail}</FormError> : null}
    </div>
  );
}

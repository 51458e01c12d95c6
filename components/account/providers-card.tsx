"use client";

import { useQuery } from "@tanstack/react-query";
import { Link2 } from "lucide-react";
import { ProviderButtons } from "@/components/session/provider-buttons";
import { useStepUp } from "@/components/session/step-up";
import { Badge } from "@/components/ui/badge";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { providersQuery } from "@/lib/client/session";
import type { Session } from "@/lib/contract/sessions";

/** Sign-in providers that this account is linked with, where the installation has any. */
export function ProvidersCard({ linkedProviders }: Pick<Session, "linkedProviders">) {
  const confirmed = useStepUp();
  const { data } = useQuery(providersQuery());
  if (!data || data.items.length === 0) return null;
  const linked = data.items.filter(({ id }) => linkedProviders.includes(id));
  const unlinked = data.items.filter(({ id }) => !linkedProviders.includes(id));
  return (
    <Card aria-labelledby="providers">
      <CardHeader
        id="providers"
        title="Sign-in providers"
        note="A linked account of a provider signs you in instead of the password."
      />
      <CardBody className="flex flex-col items-start gap-3">
        {linked.length > 0 ? (
          <ul className="flex flex-col gap-2 text-sm">
            {linked.map(({ id, name }) => (
              <li key={id} className="flex items-center gap-2">
                <span className="font-medium">{name}</span>
                <Badge tone="affirming" icon={<Link2 aria-hidden />}>
                  Linked
                </Badge>
              </li>
            ))}
          </ul>
        ) : null}
        {unlinked.length > 0 ? (
          <ProviderButtons
            returnTo="/account"
            only={unlinked.map(({ id }) => id)}
            verb="Link with"
            confirmed={confirmed}
          />
        ) : null}
      </CardBody>
    </Card>
  );
}

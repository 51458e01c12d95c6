"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { Banner } from "@/components/ui/banner";
import { Button, ButtonLink } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ErrorState } from "@/components/ui/error-state";
import { KeyValue, KeyValueList } from "@/components/ui/key-value";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { Timestamp } from "@/components/ui/timestamp";
import { describeError } from "@/lib/client/api-error";
import { apiKeyQuery } from "@/lib/client/api-keys";
import type { ApiKey } from "@/lib/contract/api-keys";
import { keyListHref } from "./key-list-state";
import { KeyStateBadge } from "./key-state";
import { canRotate, hasEnded, scopeSentence } from "./key-words";

interface Actions {
  readonly mayManage: boolean;
  readonly hrefOf: (id: string) => string;
  readonly onEdit: (key: ApiKey) => void;
  readonly onRotate: (key: ApiKey) => void;
  readonly onRevoke: (key: ApiKey) => void;
}

/** Everything about one key, beside the list. */
export function KeyPanel({
  id,
  onClose,
  ...actions
}: Actions & { readonly id: string; readonly onClose: () => void }) {
  const { data, error, refetch } = useQuery(apiKeyQuery(id));
  return (
    <Dialog onClose={onClose} title={data?.name ?? "API key"} placement="right">
      {data ? <Details apiKey={data} {...actions} /> : null}
      {error && !data ? (
        <div className="p-4">
          <ErrorState
            title="The key could not be loaded"
            {...describeError(error)}
            onRetry={() => void refetch()}
          />
        </div>
      ) : null}
      {!data && !error ? (
        <Loading label="the key" className="flex flex-col gap-3 p-4">
          {[0, 1, 2, 3, 4, 5].map((index) => (
            <Skeleton key={index} className="h-5" />
          ))}
        </Loading>
      ) : null}
    </Dialog>
  );
}

function Details({
  apiKey,
  mayManage,
  hrefOf,
  onEdit,
  onRotate,
  onRevoke,
}: Actions & { readonly apiKey: ApiKey }) {
  return (
    <>
      {apiKey.state === "rotation-due" ? (
        <div className="p-4 pb-0">
          <Banner tone="warning" title="This key has to be rotated">
            {apiKey.rotationDue}. It ends{" "}
            {apiKey.expiresAt === null ? "soon" : <Timestamp value={apiKey.expiresAt} />} unless it
            is rotated.
          </Banner>
        </div>
      ) : null}
      <div className="flex flex-wrap gap-2 p-4">
        {mayManage && canRotate(apiKey) ? (
          <Button
            size="small"
            variant={apiKey.state === "rotation-due" ? "primary" : "secondary"}
            onClick={() => onRotate(apiKey)}
          >
            Rotate
          </Button>
        ) : null}
        {mayManage && !hasEnded(apiKey) ? (
          <Button size="small" onClick={() => onEdit(apiKey)}>
            Edit
          </Button>
        ) : null}
        <ButtonLink size="small" href={`/audit?actor=${apiKey.id}`}>
          What it did
        </ButtonLink>
        {mayManage && apiKey.revokedAt === null ? (
          <Button
            size="small"
            variant="danger"
            className="ml-auto"
            onClick={() => onRevoke(apiKey)}
          >
            Revoke
          </Button>
        ) : null}
      </div>
      <KeyValueList className="border-y">
        <KeyValue name="State">
          <KeyStateBadge state={apiKey.state} />
        </KeyValue>
        <KeyValue name="Begins with">
          <code>{apiKey.prefix}_</code>
        </KeyValue>
        {apiKey.service === null ? null : (
          <KeyValue name="Service">
            <FilterLink href={keyListHref({ service: apiKey.service })}>
              {apiKey.service}
            </FilterLink>
          </KeyValue>
        )}
        <KeyValue name="May">
          <ul>
            {apiKey.scopes.map((scope) => (
              <li key={scope}>
                {scopeSentence(scope)} <code className="text-xs text-muted">{scope}</code>
              </li>
            ))}
          </ul>
        </KeyValue>
        <KeyValue name="Networks">
          {apiKey.networks.length === 0 ? "any address" : <code>{apiKey.networks.join(", ")}</code>}
        </KeyValue>
        <KeyValue name="Policy">
          <Policy policy={apiKey.policy} />
        </KeyValue>
        {apiKey.tags.length === 0 ? null : (
          <KeyValue name="Tags">
            <span className="flex flex-wrap gap-1">
              {apiKey.tags.map((tag) => (
                <FilterLink key={tag} href={keyListHref({ tag })}>
                  {tag}
                </FilterLink>
              ))}
            </span>
          </KeyValue>
        )}
        <KeyValue name="Last used">
          {apiKey.lastUsed === null ? (
            "never"
          ) : (
            <>
              <Timestamp value={apiKey.lastUsed.at} />
              {apiKey.lastUsed.address === null ? null : ` from ${apiKey.lastUsed.address}`}
            </>
          )}
        </KeyValue>
        <KeyValue name="Created">
          <Timestamp absolute value={apiKey.createdAt} /> by{" "}
          {apiKey.createdBy.name ?? "a former account"}
        </KeyValue>
        <KeyValue name="Expires">
          {apiKey.expiresAt === null ? "never" : <Timestamp absolute value={apiKey.expiresAt} />}
        </KeyValue>
        {apiKey.revokedAt === null ? null : (
          <KeyValue name="Revoked">
            <Timestamp absolute value={apiKey.revokedAt} />
          </KeyValue>
        )}
        <Related name="Replaces" id={apiKey.replaces} hrefOf={hrefOf} />
        <Related name="Replaced by" id={apiKey.replacedBy} hrefOf={hrefOf} />
        <KeyValue name="Id">
          <code>{apiKey.id}</code>
        </KeyValue>
      </KeyValueList>
    </>
  );
}

function Policy({ policy }: { readonly policy: ApiKey["policy"] }) {
  if (policy === null) return <>the default, unless a request names one</>;
  if (typeof policy === "string") return <>{policy}, unless a request names one</>;
  return (
    <details>
      <summary className="cursor-pointer">
        {policy.name ?? "a policy of its own"}, unless a request names one
      </summary>
      <pre className="mt-1 overflow-x-auto text-xs">{JSON.stringify(policy, null, 2)}</pre>
    </details>
  );
}

function FilterLink({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  return (
    <Link href={href} title="Show all of them" className="rounded-sm hover:underline">
      <Badge>{children}</Badge>
    </Link>
  );
}

function Related({
  name,
  id,
  hrefOf,
}: {
  readonly name: string;
  readonly id: string | null;
  readonly hrefOf: (id: string) => string;
}) {
  if (id === null) return null;
  return (
    <KeyValue name={name}>
      <Link href={hrefOf(id)} scroll={false} className="text-accent hover:underline">
        <code>…{id.slice(-12)}</code>
      </Link>
    </KeyValue>
  );
}

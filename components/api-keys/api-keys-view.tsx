"use client";

import { useQuery } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { PageHeader } from "@/components/shell/page-header";
import { Banner } from "@/components/ui/banner";
import { Button, ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { describeError } from "@/lib/client/api-error";
import { apiKeyListQuery } from "@/lib/client/api-keys";
import { sessionQuery } from "@/lib/client/session";
import type { ApiKey } from "@/lib/contract/api-keys";
import { CreateKeyDialog } from "./create-key-dialog";
import { EditKeyDialog } from "./edit-key-dialog";
import { KeyFilters } from "./key-filters";
import { keyListHref, keyListQuery, type KeyListState } from "./key-list-state";
import { KeyPanel } from "./key-panel";
import { KeyTable } from "./key-table";
import { RevokeKeyDialog } from "./revoke-key-dialog";
import { RotateKeyDialog } from "./rotate-key-dialog";

/** What is being done, and to which key. */
type Task =
  | { readonly kind: "create" }
  | { readonly kind: "edit" | "rotate" | "revoke"; readonly key: ApiKey };

/** The keys of programs: what they may do, whether they are used, and when they have to be changed. */
export function ApiKeysView({ state }: { readonly state: KeyListState }) {
  const router = useRouter();
  const { data, error, refetch } = useQuery(apiKeyListQuery(keyListQuery(state)));
  const { data: session } = useQuery(sessionQuery());
  const mayManage = session?.permissions.includes("api-key:manage") ?? false;
  const [task, setTask] = useState<Task | null>(null);
  const endTask = () => setTask(null);
  const isFiltered = Object.keys(state.filter).length > 0;
  const due = data?.items.filter((key) => key.state === "rotation-due").length ?? 0;
  const create = (
    <Button variant="primary" onClick={() => setTask({ kind: "create" })}>
      <Plus aria-hidden />
      Create key
    </Button>
  );

  return (
    <>
      <PageHeader
        title="API keys"
        note="Programs prove who they are with a key. A key may do what its scopes say, belongs to this organization, and shows its secret once."
        actions={mayManage ? create : null}
      />
      {due > 0 && state.filter.state !== "rotation-due" ? (
        <Banner
          tone="warning"
          title={`${due} ${due === 1 ? "key has" : "keys have"} to be rotated`}
          action={
            <ButtonLink size="small" href={keyListHref({ state: "rotation-due" })}>
              Show {due === 1 ? "it" : "them"}
            </ButtonLink>
          }
        >
          Somebody who knows the secret has lost the right to it. What is not rotated in time ends
          by itself.
        </Banner>
      ) : null}
      <KeyFilters filter={state.filter} />
      {error ? (
        <ErrorState
          title={data ? "The keys could not be updated" : "The keys could not be loaded"}
          {...describeError(error)}
          onRetry={() => void refetch()}
        />
      ) : null}
      {!data && !error ? <KeysSkeleton /> : null}
      {data && data.items.length === 0 ? (
        <div className="rounded-card border bg-surface">
          {isFiltered || state.cursor !== null ? (
            <EmptyState
              icon={<KeyRound aria-hidden />}
              title="No key fits these filters"
              action={<ButtonLink href="/api-keys">Show all keys</ButtonLink>}
            />
          ) : (
            <EmptyState
              icon={<KeyRound aria-hidden />}
              title="No API keys yet"
              action={mayManage ? create : null}
            >
              A key lets a program submit evidence or read results without a person. Services of the
              platform, such as sentinel, have one each.
            </EmptyState>
          )}
        </div>
      ) : null}
      {data && data.items.length > 0 ? (
        <>
          <KeyTable
            keys={data.items}
            hrefOf={(key) => keyListHref(state.filter, { ...state, openId: key.id })}
          />
          <nav aria-label="Pages" className="flex justify-end gap-2">
            {state.cursor !== null ? (
              <ButtonLink size="small" href={keyListHref(state.filter)}>
                Newest
              </ButtonLink>
            ) : null}
            {data.nextCursor !== null ? (
              <ButtonLink
                size="small"
                href={keyListHref(state.filter, { cursor: data.nextCursor })}
              >
                Older
              </ButtonLink>
            ) : null}
          </nav>
        </>
      ) : null}
      {state.openId !== null ? (
        <KeyPanel
          key={state.openId}
          id={state.openId}
          mayManage={mayManage}
          hrefOf={(id) => keyListHref(state.filter, { ...state, openId: id })}
          onClose={() =>
            router.push(
              keyListHref(state.filter, state.cursor === null ? {} : { cursor: state.cursor }),
              { scroll: false },
            )
          }
          onEdit={(key) => setTask({ kind: "edit", key })}
          onRotate={(key) => setTask({ kind: "rotate", key })}
          onRevoke={(key) => setTask({ kind: "revoke", key })}
        />
      ) : null}
      {task?.kind === "create" ? <CreateKeyDialog onClose={endTask} /> : null}
      {task?.kind === "edit" ? <EditKeyDialog apiKey={task.key} onClose={endTask} /> : null}
      {task?.kind === "rotate" ? <RotateKeyDialog apiKey={task.key} onClose={endTask} /> : null}
      {task?.kind === "revoke" ? <RevokeKeyDialog apiKey={task.key} onClose={endTask} /> : null}
    </>
  );
}

function KeysSkeleton() {
  return (
    <Loading label="API keys" className="overflow-hidden rounded-card border bg-surface">
      <div className="h-9 border-b bg-sunken" />
      {[0, 1, 2, 3].map((index) => (
        <div key={index} className="flex h-13 items-center gap-6 border-b px-4 last:border-b-0">
          <Skeleton className="h-5 w-20" />
          <Skeleton className="h-4 flex-1" />
          <Skeleton className="h-4 w-32 max-md:hidden" />
        </div>
      ))}
    </Loading>
  );
}

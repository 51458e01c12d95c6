import { HydrationBoundary, type QueryClient, dehydrate } from "@tanstack/react-query";
import { unstable_rethrow } from "next/navigation";
import type { ReactNode } from "react";
import { may } from "@/lib/access/actor";
import type { Permission } from "@/lib/access/permissions";
import { Denied } from "@/components/session/denied";
import { NoOrganization } from "@/components/session/no-organization";
import { SecondFactorDemanded } from "@/components/session/second-factor-demanded";
import { getQueryClient } from "@/lib/client/query-client";
import { refusePage } from "@/lib/http/page-status";
import type { ServiceContext } from "@/lib/services/context";
import { pageContext } from "./page-context";

/**
 * A page for those who may see it: draws its children, and loads nothing for anybody else. `signed-in` is for what
 * everybody with an account may see.
 */
export async function Permitted({
  permission,
  children,
}: {
  readonly permission: Permission | "signed-in";
  readonly children: ReactNode;
}) {
  const { actor } = await pageContext();
  if (permission === "signed-in" || may(actor, permission)) return children;
  refusePage();
  if (actor.kind === "guest") return <NoOrganization />;
  if (actor.kind === "person" && actor.lacksSecondFactor) return <SecondFactorDemanded />;
  return <Denied permission={permission} />;
}

/**
 * The same with answers that the server already has. What can't be had stays absent: the browser then asks the API itself
 * and shows that answer or its error, with a code and a way to try again.
 */
export function Prefetched({
  permission,
  ...rest
}: {
  readonly permission: Permission | "signed-in";
  readonly load: (client: QueryClient, context: ServiceContext) => Promise<void>;
  readonly children: ReactNode;
}) {
  return (
    <Permitted permission={permission}>
      <Hydrated {...rest} />
    </Permitted>
  );
}

/** Loads when it is drawn, so never for somebody who is shown something else. */
export async function Hydrated({
  load,
  children,
}: {
  readonly load: (client: QueryClient, context: ServiceContext) => Promise<void>;
  readonly children: ReactNode;
}) {
  const context = await pageContext();
  const client = getQueryClient();
  try {
    await load(client, context);
  } catch (error) {
    unstable_rethrow(error); // a page that is not there says so with its status
    console.error("A page was drawn without its data", error);
  }
  return <HydrationBoundary state={dehydrate(client)}>{children}</HydrationBoundary>;
}

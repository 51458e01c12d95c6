import { HydrationBoundary, type QueryClient, dehydrate } from "@tanstack/react-query";
import { unstable_rethrow } from "next/navigation";
import { connection } from "next/server";
import type { ReactNode } from "react";
import { getQueryClient } from "@/lib/client/query-client";
import { getRuntime } from "@/lib/runtime";
import { type ServiceContext, serviceContext } from "@/lib/services/context";

/**
 * Draws its children with answers that the server already has. What can't be had stays absent: the browser then asks the
 * API itself and shows that answer or its error, with a code and a way to try again.
 */
export async function Prefetched({
  load,
  children,
}: {
  readonly load: (client: QueryClient, context: ServiceContext) => Promise<void>;
  readonly children: ReactNode;
}) {
  await connection(); // without it the build would draw the page, and open a database for it
  const client = getQueryClient();
  try {
    await load(client, serviceContext(await getRuntime()));
  } catch (error) {
    unstable_rethrow(error); // a page that is not there says so with its status
    console.error("A page was drawn without its data", error);
  }
  return <HydrationBoundary state={dehydrate(client)}>{children}</HydrationBoundary>;
}

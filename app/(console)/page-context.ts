import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { ANONYMOUS } from "@/lib/access/actor";
import { signInHref } from "@/lib/client/return-path";
import { authenticate } from "@/lib/http/authenticate";
import { clientAddress } from "@/lib/http/client-address";
import { ADDRESS_HEADER } from "@/lib/http/page-policy";
import { peerAddress } from "@/lib/http/peer-address";
import { getRuntime } from "@/lib/process-runtime";
import { type ServiceContext, serviceContext } from "@/lib/services/context";

const MAX_USER_AGENT = 300;

/** In whose name this page is drawn, asked once for each request. Keys are for programs, which have no use for pages. */
export const requestContext = cache(async (): Promise<ServiceContext> => {
  const sent = await headers();
  const runtime = await getRuntime();
  const address = clientAddress(
    { remoteAddress: peerAddress(sent), header: (name) => sent.get(name) },
    runtime.config.trustedProxies,
  );
  const actor = await authenticate(runtime, {
    authorization: null,
    cookie: sent.get("cookie"),
    address,
  });
  return serviceContext(runtime, {
    actor: actor.ok ? actor.value : ANONYMOUS,
    client: { address, userAgent: sent.get("user-agent")?.slice(0, MAX_USER_AGENT) ?? null },
    operation: "page",
  });
});

/** The same for somebody with a session: whoever has none is sent to sign in, and comes back to this address. */
export async function pageContext(): Promise<ServiceContext> {
  const context = await requestContext();
  if (context.actor.kind !== "anonymous") return context;
  redirect(signInHref((await headers()).get(ADDRESS_HEADER) ?? "/"));
}

import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { ConsoleShell } from "@/components/shell/console-shell";
import { RAIL_COOKIE } from "@/components/shell/rail-cookie";
import { sessionQuery } from "@/lib/client/session";
import { getSession } from "@/lib/services/accounts/sessions";
import { Hydrated } from "./prefetched";

/** Who is signed in comes with every page, so that rail and palette are right from the first paint on. */
export default async function ConsoleLayout({ children }: { readonly children: ReactNode }) {
  const rail = (await cookies()).get(RAIL_COOKIE)?.value;
  return (
    <Hydrated
      load={(client, context) =>
        client.prefetchQuery({
          ...sessionQuery(),
          queryFn: () => getSession(context),
          retry: false,
        })
      }
    >
      <ConsoleShell initiallyNarrow={rail === "narrow"}>{children}</ConsoleShell>
    </Hydrated>
  );
}

import type { Metadata } from "next";
import { AccountView } from "@/components/account/account-view";
import { sessionListQuery } from "@/lib/client/session";
import { listSessions } from "@/lib/services/accounts/sessions";
import { Prefetched } from "../prefetched";

export const metadata: Metadata = { title: "Account" };

export default function AccountPage() {
  return (
    <Prefetched
      permission="signed-in"
      load={(client, context) =>
        client.prefetchQuery({
          ...sessionListQuery(),
          queryFn: () => listSessions(context),
          retry: false,
        })
      }
    >
      <AccountView />
    </Prefetched>
  );
}

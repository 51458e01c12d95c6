import type { Metadata } from "next";
import { StatusView } from "@/components/status/status-view";
import { statusQuery } from "@/lib/client/status";
import { getStatus } from "@/lib/services/status/get-status";
import { Prefetched } from "../prefetched";

export const metadata: Metadata = { title: "Status" };

export default function StatusPage() {
  return (
    <Prefetched
      permission="status:read"
      load={(client, context) =>
        client.prefetchQuery({
          ...statusQuery(),
          queryFn: () => getStatus(context),
          retry: false,
        })
      }
    >
      <StatusView />
    </Prefetched>
  );
}

import type { Metadata } from "next";
import { LimitsView } from "@/components/limits/limits-view";
import { limitsQuery } from "@/lib/client/limits";
import { getLimits } from "@/lib/services/limits/get-limits";
import { Prefetched } from "../prefetched";

export const metadata: Metadata = { title: "Limits" };

export default function LimitsPage() {
  return (
    <Prefetched
      permission="status:read"
      load={async (client, context) => {
        const limits = await getLimits(context, {});
        if (limits.ok) client.setQueryData(limitsQuery().queryKey, limits.value);
      }}
    >
      <LimitsView />
    </Prefetched>
  );
}

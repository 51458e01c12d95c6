import type { Metadata } from "next";
import { memberListQuery, readMemberListState } from "@/components/members/member-list-state";
import { MembersView } from "@/components/members/members-view";
import { factorDemandQuery, invitationsQuery, membersQuery } from "@/lib/client/members";
import { memberListQuerySchema } from "@/lib/contract/members";
import { listInvitations } from "@/lib/services/members/invitations";
import { listMembers } from "@/lib/services/members/members";
import { getSecondFactorDemand } from "@/lib/services/members/organizations";
import type { PageAddress } from "../page-address";
import { Prefetched } from "../prefetched";

export const metadata: Metadata = { title: "Members" };

export default async function MembersPage({ searchParams }: PageAddress) {
  const state = readMemberListState(await searchParams);
  const query = memberListQuery(state);
  return (
    <Prefetched
      permission="member:read"
      load={async (client, context) => {
        await Promise.all([
          client.prefetchQuery({
            ...membersQuery(query),
            queryFn: async () => {
              const page = await listMembers(context, memberListQuerySchema.parse(query));
              // A cursor that no page gave out: the API says so to the browser, with its code.
              if (!page.ok) throw new Error(page.failure.code);
              return page.value;
            },
            retry: false,
          }),
          client.prefetchQuery({
            ...invitationsQuery(),
            queryFn: () => listInvitations(context),
            retry: false,
          }),
          client.prefetchQuery({
            ...factorDemandQuery(),
            queryFn: () => getSecondFactorDemand(context),
            retry: false,
          }),
        ]);
      }}
    >
      <MembersView state={state} />
    </Prefetched>
  );
}

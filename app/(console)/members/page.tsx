import type { Metadata } from "next";
import { MembersView } from "@/components/members/members-view";
import { invitationsQuery, membersQuery } from "@/lib/client/members";
import { listInvitations } from "@/lib/services/members/invitations";
import { listMembers } from "@/lib/services/members/members";
import { Prefetched } from "../prefetched";

export const metadata: Metadata = { title: "Members" };

export default function MembersPage() {
  return (
    <Prefetched
      permission="member:read"
      load={async (client, context) => {
        await Promise.all([
          client.prefetchQuery({
            ...membersQuery(),
            queryFn: () => listMembers(context),
            retry: false,
          }),
          client.prefetchQuery({
            ...invitationsQuery(),
            queryFn: () => listInvitations(context),
            retry: false,
          }),
        ]);
      }}
    >
      <MembersView />
    </Prefetched>
  );
}

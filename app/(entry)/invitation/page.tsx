import type { Metadata } from "next";
import { Invitation } from "@/components/entry/invitation";
import { requestContext } from "../../(console)/page-context";

export const metadata: Metadata = { title: "Invitation" };

export default async function InvitationPage() {
  const { actor } = await requestContext();
  const isPerson = actor.kind === "person" || actor.kind === "guest";
  return <Invitation signedInAs={isPerson ? actor.email : null} />;
}

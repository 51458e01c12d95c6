import type { Metadata } from "next";
import { Setup } from "@/components/entry/setup";
import { getSetup } from "@/lib/services/accounts/setup";
import { requestContext } from "../../(console)/page-context";

export const metadata: Metadata = { title: "Set up" };

export default async function SetupPage() {
  const { isDone } = await getSetup(await requestContext());
  return <Setup isDone={isDone} />;
}

import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { type Refusal, SignIn, StillSignedIn } from "@/components/entry/sign-in";
import { returnPath } from "@/lib/client/return-path";
import { isReasonCode, reasonCodeEntry } from "@/lib/rats/reason-codes";
import { getSetup } from "@/lib/services/accounts/setup";
import { requestContext } from "../../(console)/page-context";
import type { PageAddress } from "../../(console)/page-address";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({ searchParams }: PageAddress) {
  const { next, error } = await searchParams;
  const returnTo = returnPath(typeof next === "string" ? next : null);
  const refusal = typeof error === "string" ? refusalOf(error) : null;
  const context = await requestContext();
  const { actor } = context;
  const isPerson = actor.kind === "person" || actor.kind === "guest";
  if (isPerson && refusal !== null) return <StillSignedIn email={actor.email} refusal={refusal} />;
  if (isPerson) redirect(returnTo);
  if (!(await getSetup(context)).isDone) redirect("/setup");
  return <SignIn returnTo={returnTo} refusal={refusal} />;
}

/** Only words of ours are shown, whatever somebody writes into an address. */
function refusalOf(code: string): Refusal | null {
  if (!isReasonCode(code)) return null;
  const { message, remedy } = reasonCodeEntry(code);
  return { code, text: `${message} ${remedy}` };
}

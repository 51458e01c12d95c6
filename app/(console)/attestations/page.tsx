import type { Metadata } from "next";
import { AttestationsView } from "@/components/attestations/attestations-view";
import { readListState } from "@/components/attestations/list-state";

export const metadata: Metadata = { title: "Attestations" };

export default async function AttestationsPage({ searchParams }: PageProps<"/attestations">) {
  return <AttestationsView state={readListState(await searchParams)} />;
}

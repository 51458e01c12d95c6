import type { Metadata } from "next";
import { SummaryTab } from "@/components/attestation/summary-tab";

export const metadata: Metadata = { title: "Summary, attestation" };

export default function SummaryPage() {
  return <SummaryTab />;
}

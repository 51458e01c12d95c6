import type { Metadata } from "next";
import { QuoteTab } from "@/components/inspector/quote-tab";

export const metadata: Metadata = { title: "Quote, attestation" };

export default function QuotePage() {
  return <QuoteTab />;
}

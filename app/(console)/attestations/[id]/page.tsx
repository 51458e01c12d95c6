import type { Metadata } from "next";
import { OpeningTab } from "@/components/attestation/opening-tab";

export const metadata: Metadata = { title: "Attestation" };

export default function AttestationPage() {
  return <OpeningTab />;
}

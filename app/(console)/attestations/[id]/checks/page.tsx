import type { Metadata } from "next";
import { ChecksTab } from "@/components/attestation/checks-tab";

export const metadata: Metadata = { title: "Checks, attestation" };

export default function ChecksPage() {
  return <ChecksTab />;
}
